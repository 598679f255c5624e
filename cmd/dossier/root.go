package main

import (
	"github.com/spf13/cobra"
)

// The groups of the command tree, in the order of a review.
const (
	groupCollect   = "collect"
	groupCurate    = "curate"
	groupExtract   = "extract"
	groupSummarise = "summarise"
	groupCheck     = "check"
	groupKeep      = "keep"
)

// newRoot is the command tree; this function is the list of what dossier can do.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "dossier",
		Short: "Track the evidence of a drug-safety review, from reference list to evidence table",
		Long: `dossier keeps the studies of a drug-safety review in one file: it takes in
references, tags each study by drug and outcome, keeps every number with the
place it was read from, and prints evidence tables with their bibliography.

Start with:  dossier demo            the worked example
             dossier init            a library of your own
             dossier add refs.bib    put references into it`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       version,
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetVersionTemplate("dossier {{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage(cmd.CommandPath()+" --help", "%v", err)
	})

	flags := root.PersistentFlags()
	flags.StringVar(&a.library, "library", "", "library file `PATH` (default: DOSSIER_LIBRARY, else the nearest dossier.db upward)")
	flags.BoolVar(&a.json, "json", false, "print data as JSON")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "print data and errors only")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "say more about what is done")
	flags.BoolVar(&a.noColor, "no-color", false, "no colour (also NO_COLOR)")
	flags.BoolVar(&a.noInput, "no-input", false, "never ask; fail where an answer is needed")
	flags.BoolVarP(&a.yes, "yes", "y", false, "answer yes to every question")
	flags.BoolVar(&a.dryRun, "dry-run", false, "show what would change and change nothing")
	flags.BoolVar(&a.offline, "offline", false, "make no network request")
	flags.StringVar(&a.as, "as", "", "record changes under this `NAME`")

	root.AddGroup(
		&cobra.Group{ID: groupCollect, Title: "Collect:"},
		&cobra.Group{ID: groupCurate, Title: "Curate:"},
		&cobra.Group{ID: groupExtract, Title: "Extract and appraise:"},
		&cobra.Group{ID: groupSummarise, Title: "Summarise:"},
		&cobra.Group{ID: groupCheck, Title: "Check:"},
		&cobra.Group{ID: groupKeep, Title: "Keep:"},
	)
	add := func(group string, cmds ...*cobra.Command) {
		for _, cmd := range cmds {
			cmd.GroupID = group
			root.AddCommand(cmd)
		}
	}
	add(groupCollect, newSearchCmd(a), newInitCmd(a), newAddCmd(a), newFetchCmd(a), newUpdateCmd(a))
	add(groupCurate, newListCmd(a), newShowCmd(a), newEditCmd(a), newRmCmd(a), newTagCmd(a), newSuggestCmd(a), newDedupeCmd(a), newExplainCmd(a), newMergeCmd(a), newUnmergeCmd(a), newLinkCmd(a))
	add(groupCurate, newAcceptCmd(a), newRejectCmd(a), newReviewCmd(a))
	add(groupExtract, newFindingCmd(a), newAbsentCmd(a), newCompareCmd(a), newAppraiseCmd(a), newGradeCmd(a))
	add(groupExtract, newSheetCmd(a))
	add(groupSummarise, newTableCmd(a), newMapCmd(a), newPoolCmd(a), newOverlapCmd(a), newSummaryCmd(a), newPlotCmd(a), newReportCmd(a))
	add(groupCheck, newCheckCmd(a), newVerifyCmd(a), newStatusCmd(a))
	add(groupKeep, newExportCmd(a), newConvertCmd(a), newLogCmd(a), newUndoCmd(a), newRedoCmd(a), newDiffCmd(a), newBackupCmd(a), newRepairCmd(a), newCompactCmd(a), newDumpCmd(a), newLoadCmd(a),
		newVocabCmd(a), newConfigCmd(a), newManCmd(a), newVersionCmd(a), newDemoCmd(a))
	root.SetHelpCommandGroupID(groupKeep)
	root.SetCompletionCommandGroupID(groupKeep)
	root.AddCommand(exitCodesTopic())
	return root
}

// onlySubcommands is the RunE of a command that does nothing by itself.
func onlySubcommands(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("see: "+cmd.CommandPath()+" --help", "%s has no command %q", cmd.CommandPath(), args[0])
	}
	return cmd.Help()
}

// exitCodesTopic is "dossier help exit-codes".
func exitCodesTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "exit-codes",
		Short: "What the exit codes mean",
		Long: `Exit codes of every command:

    0  done
    1  failed
    2  wrong command line
    3  done, but some of several inputs could not be read (each is listed)
    4  a check found something for a person
   10  no library here
   11  the library is held by another process
   12  the library is damaged, or was written by a newer version
   20  the network was needed and is off
  130  interrupted; what was done is kept`,
	}
}
