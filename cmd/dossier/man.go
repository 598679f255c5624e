package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newManCmd(a *app) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "man [COMMAND]",
		Short: "Print the manual page of dossier or of one command",
		Long: `Print the manual page of dossier, or of one command, in roff; --dir writes the
pages of all commands into a folder.

Exit codes: 0 done, 2 unknown command.`,
		Example: `  dossier man add | man -l -
  dossier man --dir ./man1`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runMan(a, cmd.Root(), args, dir)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "write all pages into this `FOLDER`")
	return cmd
}

func runMan(a *app, root *cobra.Command, args []string, dir string) error {
	if dir == "" {
		target, rest, err := root.Find(args)
		if err != nil || len(rest) > 0 {
			return usage("dossier help", "there is no command %q", strings.Join(args, " "))
		}
		_, err = io.WriteString(a.out, manPage(target, a.now()))
		return err
	}
	if a.dryRun {
		a.say("would write the pages to %s", dir)
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	pages := 0
	var write func(*cobra.Command) error
	write = func(cmd *cobra.Command) error {
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
		if err := writeFile(filepath.Join(dir, name), []byte(manPage(cmd, a.now())), 0o644); err != nil {
			return err
		}
		pages++
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() {
				if err := write(sub); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if err := write(root); err != nil {
		return err
	}
	a.say("wrote %d pages to %s", pages, dir)
	return nil
}

// manPage is the manual page of a command in roff (man macros). The generator
// that cobra brings is not used: its YAML library costs every start of the
// program 4 ms.
func manPage(cmd *cobra.Command, date time.Time) string {
	var b strings.Builder
	title := strings.ToUpper(strings.ReplaceAll(cmd.CommandPath(), " ", "-"))
	fmt.Fprintf(&b, ".TH %q 1 %q %q \"dossier manual\"\n", title, date.Format("January 2006"), "dossier "+version)
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(strings.ReplaceAll(cmd.CommandPath(), " ", "-")), roff(cmd.Short))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n", roff(cmd.UseLine()))
	fmt.Fprintf(&b, ".SH DESCRIPTION\n%s", roffText(cmd.Long))
	if cmd.Example != "" {
		fmt.Fprintf(&b, ".SH EXAMPLE\n.nf\n%s\n.fi\n", roff(cmd.Example))
	}
	flags := func(heading string, set *pflag.FlagSet) {
		if !set.HasAvailableFlags() {
			return
		}
		fmt.Fprintf(&b, ".SH %s\n", heading)
		set.VisitAll(func(f *pflag.Flag) {
			if f.Hidden {
				return
			}
			name, help := pflag.UnquoteUsage(f)
			line := "--" + f.Name
			if f.Shorthand != "" {
				line = "-" + f.Shorthand + ", " + line
			}
			fmt.Fprintf(&b, ".TP\n\\fB%s\\fR %s\n%s\n", roff(line), roff(name), roff(help))
		})
	}
	flags("OPTIONS", cmd.NonInheritedFlags())
	flags("GLOBAL OPTIONS", cmd.InheritedFlags())
	var related []string
	if cmd.HasParent() {
		related = append(related, cmd.Parent().CommandPath())
	}
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			related = append(related, sub.CommandPath())
		}
	}
	for i, path := range related {
		related[i] = "\\fB" + roff(strings.ReplaceAll(path, " ", "-")) + "\\fR(1)"
	}
	fmt.Fprintf(&b, ".SH SEE ALSO\n%s\n", strings.Join(related, ", "))
	return b.String()
}

// roff escapes what troff would read as a request or a character escape.
func roff(s string) string {
	s = strings.ReplaceAll(s, `\`, `\e`)
	s = strings.ReplaceAll(s, "-", `\-`)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}

// roffText is running text: indented lines keep their line ends.
func roffText(s string) string {
	var b strings.Builder
	verbatim := false
	for line := range strings.SplitSeq(s, "\n") {
		indented := strings.HasPrefix(line, "  ")
		switch {
		case indented && !verbatim:
			b.WriteString(".nf\n")
		case !indented && verbatim:
			b.WriteString(".fi\n")
		}
		verbatim = indented
		if line == "" {
			b.WriteString(".PP\n")
			continue
		}
		b.WriteString(roff(line) + "\n")
	}
	if verbatim {
		b.WriteString(".fi\n")
	}
	return b.String()
}
