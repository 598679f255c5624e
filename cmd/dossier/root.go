package main

import (
	"slices"

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

// commands is the list of what dossier can do, in the order of a review.
var commands = []struct {
	group, name string
	make        func(*app) *cobra.Command
}{
	{groupCollect, "search", newSearchCmd},
	{groupCollect, "init", newInitCmd},
	{groupCollect, "add", newAddCmd},
	{groupCollect, "fetch", newFetchCmd},
	{groupCollect, "update", newUpdateCmd},
	{groupCurate, "list", newListCmd},
	{groupCurate, "show", newShowCmd},
	{groupCurate, "edit", newEditCmd},
	{groupCurate, "rm", newRmCmd},
	{groupCurate, "tag", newTagCmd},
	{groupCurate, "suggest", newSuggestCmd},
	{groupCurate, "dedupe", newDedupeCmd},
	{groupCurate, "explain", newExplainCmd},
	{groupCurate, "merge", newMergeCmd},
	{groupCurate, "unmerge", newUnmergeCmd},
	{groupCurate, "link", newLinkCmd},
	{groupCurate, "screen", newScreenCmd},
	{groupCurate, "accept", newAcceptCmd},
	{groupCurate, "reject", newRejectCmd},
	{groupCurate, "review", newReviewCmd},
	{groupExtract, "finding", newFindingCmd},
	{groupExtract, "absent", newAbsentCmd},
	{groupExtract, "compare", newCompareCmd},
	{groupExtract, "appraise", newAppraiseCmd},
	{groupExtract, "grade", newGradeCmd},
	{groupExtract, "sheet", newSheetCmd},
	{groupSummarise, "table", newTableCmd},
	{groupSummarise, "map", newMapCmd},
	{groupSummarise, "pool", newPoolCmd},
	{groupSummarise, "overlap", newOverlapCmd},
	{groupSummarise, "summary", newSummaryCmd},
	{groupSummarise, "plot", newPlotCmd},
	{groupSummarise, "report", newReportCmd},
	{groupCheck, "check", newCheckCmd},
	{groupCheck, "verify", newVerifyCmd},
	{groupCheck, "status", newStatusCmd},
	{groupKeep, "export", newExportCmd},
	{groupKeep, "convert", newConvertCmd},
	{groupKeep, "log", newLogCmd},
	{groupKeep, "undo", newUndoCmd},
	{groupKeep, "redo", newRedoCmd},
	{groupKeep, "diff", newDiffCmd},
	{groupKeep, "backup", newBackupCmd},
	{groupKeep, "repair", newRepairCmd},
	{groupKeep, "compact", newCompactCmd},
	{groupKeep, "dump", newDumpCmd},
	{groupKeep, "load", newLoadCmd},
	{groupKeep, "vocab", newVocabCmd},
	{groupKeep, "config", newConfigCmd},
	{groupKeep, "man", newManCmd},
	{groupKeep, "version", newVersionCmd},
	{groupKeep, "demo", newDemoCmd},
}

// newTree is the command tree for a command line. Where that names one command
// and needs no other, the tree holds little else: to make all of them takes
// longer than many commands run.
func newTree(a *app, args []string) *cobra.Command {
	root := newRoot(a)
	addCommands(root, a, func(name string) bool { return slices.Contains(args, name) })
	if cmd, _, err := root.Find(args); err != nil || cmd == root || cmd.Name() == "man" {
		root = newRoot(a)
		addCommands(root, a, func(string) bool { return true })
	}
	return root
}

func addCommands(root *cobra.Command, a *app, wanted func(name string) bool) {
	for _, c := range commands {
		if wanted(c.name) {
			cmd := c.make(a)
			cmd.GroupID = c.group
			root.AddCommand(cmd)
		}
	}
}

// newRoot is the tree without its commands.
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
	flags.BoolVar(&a.networkDrive, "allow-network-drive", false, "write to a library on a network drive; two machines that do so at once damage it")
	flags.StringVar(&a.as, "as", "", "record changes under this `NAME`")

	root.AddGroup(
		&cobra.Group{ID: groupCollect, Title: "Collect:"},
		&cobra.Group{ID: groupCurate, Title: "Curate:"},
		&cobra.Group{ID: groupExtract, Title: "Extract and appraise:"},
		&cobra.Group{ID: groupSummarise, Title: "Summarise:"},
		&cobra.Group{ID: groupCheck, Title: "Check:"},
		&cobra.Group{ID: groupKeep, Title: "Keep:"},
	)
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
