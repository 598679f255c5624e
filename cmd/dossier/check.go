package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/synthesis/check"
	"dossier/store"
)

func newCheckCmd(a *app) *cobra.Command {
	var stats, retractions, double bool
	library := libraryFlag{path: &a.library}
	cmd := &cobra.Command{
		Use:   "check [LIBRARY]",
		Short: "What is wrong with the library file and with the evidence in it",
		Long: `Check the library file (--library: structure, checksum of every entry,
indexes), the findings (--stats: impossible and doubtful numbers), the notices
(--retractions) and what would be counted twice (--double-counting). Without a flag
everything is checked.

Exit codes: 0 nothing found, 4 something for a person, 10 no library, 11 library
busy, 12 library damaged.`,
		Example: "  dossier check\n  dossier check --library",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file := library.bare
			if len(args) == 1 {
				a.library = args[0]
				file-- // the bare --library before it was the global flag
			}
			all := file <= 0 && !stats && !retractions && !double
			return runCheck(cmd.Context(), a, file > 0 || all, stats || all, retractions || all, double || all)
		},
	}
	f := cmd.Flags()
	f.Var(&library, "library", "the library file itself (here: without a value; --library=PATH names a library)")
	f.Lookup("library").NoOptDefVal = bareLibrary
	f.BoolVar(&stats, "stats", false, "the numbers")
	f.BoolVar(&retractions, "retractions", false, "retractions, concerns and corrections")
	f.BoolVar(&double, "double-counting", false, "numbers that reports of one trial repeat")
	return cmd
}

// libraryFlag is --library in check, where it means two things: alone "check the
// library file", and with a value which library, as in every command.
type libraryFlag struct {
	path *string
	bare int // how often it stood alone
}

const bareLibrary = "\x00"

func (f *libraryFlag) String() string { return "" }
func (f *libraryFlag) Type() string   { return "" }

func (f *libraryFlag) Set(s string) error {
	if s == bareLibrary {
		f.bare++
		return nil
	}
	*f.path = s
	return nil
}

// problemJSON is one thing that check found.
type problemJSON struct {
	Kind     string `json:"kind"`
	Key      string `json:"key"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Next     string `json:"next"`
}

func runCheck(ctx context.Context, a *app, library, stats, retractions, double bool) error {
	problems := []problemJSON{}
	damaged := false
	err := a.read(ctx, func(repo *store.Repo) error {
		if library {
			found, err := repo.Check(ctx)
			if err != nil {
				return err
			}
			for _, p := range found {
				damaged = true
				problems = append(problems, problemJSON{"library", p.Key, "error", p.Message, p.Next})
			}
		}
		rows, err := repo.TableRows(ctx, nil, nil)
		if err != nil {
			return err
		}
		sortFindings(rows)
		if stats {
			vocab, err := a.vocabulary(ctx, repo)
			if err != nil {
				return err
			}
			problems = append(problems, checkNumbers(rows, vocab)...)
		}
		if retractions {
			heads, err := matchingHeads(ctx, repo, evidence.DefaultVocabulary(), "")
			if err != nil {
				return err
			}
			problems = append(problems, checkNotices(heads)...)
		}
		if double {
			evidence.JoinTrials(rows)
			problems = append(problems, checkDouble(rows)...)
		}
		return nil
	})
	var corrupt *store.CorruptError
	if library && errors.As(err, &corrupt) {
		if !damaged {
			problems, err = damageOf(ctx, corrupt)
		} else {
			err = nil
		}
		damaged = true
	}
	if err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(map[string]any{"problems": problems}); err != nil {
			return err
		}
	}
	worst := ""
	for _, p := range problems {
		if !a.json {
			a.print("%s: %s: %s; next: %s", p.Severity, strings.TrimSpace(p.Kind+" "+p.Key), p.Message, p.Next)
		}
		if p.Severity != "note" {
			worst = p.Severity
		}
	}
	switch {
	case damaged:
		return fail(exitDamaged, "dossier repair, which works on a copy and keeps the file; backups lie beside the library", "the library file is damaged")
	case worst != "":
		return silent(exitAttention)
	}
	if len(problems) == 0 {
		a.say("nothing found")
	}
	return nil
}

// damageOf lists what is damaged in a file that cannot be read through.
func damageOf(ctx context.Context, corrupt *store.CorruptError) ([]problemJSON, error) {
	found, err := store.Damage(ctx, corrupt.Path)
	if errors.As(err, &corrupt) { // nothing can be read
		return []problemJSON{{"library", "", "error", corrupt.Detail, corrupt.Advice}}, nil
	}
	if err != nil {
		return nil, err
	}
	problems := []problemJSON{}
	for _, d := range found.Damage {
		problems = append(problems, problemJSON{"library", "", "error", strings.TrimPrefix(d, "damaged: "), "dossier repair"})
	}
	for _, r := range found.Rebuilt {
		problems = append(problems, problemJSON{"library", "", "warning", "after a repair: " + r, "dossier repair"})
	}
	if len(problems) == 0 { // only what is computed from the rest
		problems = append(problems, problemJSON{"library", "", "error", corrupt.Detail, "dossier repair"})
	}
	return problems, nil
}

// checkNumbers validates every stored finding.
func checkNumbers(rows []evidence.TableRow, vocab *evidence.Vocabulary) []problemJSON {
	var problems []problemJSON
	for i := range rows {
		f := &rows[i].Finding
		for _, err := range evidence.ValidateFinding(f, vocab) {
			severity := "impossible"
			var field *evidence.FieldError
			if errors.As(err, &field) && field.Warning {
				severity = "suspicious"
			}
			problems = append(problems, problemJSON{"finding", f.ID, severity, err.Error(), "compare with the source: dossier show " + f.Study + ", then dossier finding edit " + f.ID})
		}
		for _, c := range check.Finding(f) {
			problems = append(problems, problemJSON{"finding", f.ID, c.Severity, c.Message, "compare with the source: dossier show " + f.Study})
		}
	}
	return problems
}

func checkNotices(heads []evidence.StudyHead) []problemJSON {
	var problems []problemJSON
	for _, h := range heads {
		for _, n := range h.Notices {
			severity := "note"
			switch n.Kind {
			case evidence.NoticeRetraction, evidence.NoticeWithdrawal, evidence.NoticePartialRetraction, evidence.NoticeReplaced:
				severity = "error"
			case evidence.NoticeConcern, evidence.NoticePossible:
				severity = "warning"
			case evidence.NoticeNewVersion:
				continue
			}
			problems = append(problems, problemJSON{"notice", h.Key, severity, noticeLine(n), "dossier show " + h.Key})
		}
	}
	return problems
}

// checkDouble finds equal numbers under one comparison key that two reports of
// one trial print: tables show them once.
func checkDouble(rows []evidence.TableRow) []problemJSON {
	first := map[evidence.Key]*evidence.Finding{}
	var problems []problemJSON
	for i := range rows {
		f := &rows[i].Finding
		if !f.Usable {
			continue
		}
		key := evidence.ComparisonKey(f)
		other, seen := first[key]
		if !seen {
			first[key] = f
			continue
		}
		p := problemJSON{Kind: "finding", Key: f.ID, Severity: "note", Next: "nothing: tables show it once with both citations"}
		if evidence.SameNumber(f, other) {
			p.Message = "the same number as " + other.ID + " of " + other.Study
		} else {
			p.Severity, p.Message = "warning", "another number than "+other.ID+" of "+other.Study+" for the same comparison"
			p.Next = "compare both with their sources: dossier show " + f.Study
		}
		problems = append(problems, p)
	}
	return problems
}
