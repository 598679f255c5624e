package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/synthesis/appraise"
	"dossier/store"
)

type appraiseOptions struct {
	tool, outcome, effect    string
	file                     string
	set                      []string
	overall, authors, reason string
	remove                   bool
}

func newAppraiseCmd(a *app) *cobra.Command {
	var o appraiseOptions
	cmd := &cobra.Command{
		Use:   "appraise KEY --tool TOOL",
		Short: "Judge the risk of bias of a study",
		Long: `Judge the risk of bias of a study with rob2, robins-i, amstar2 or nos. Items are
asked one by one on a terminal, read from a file (TOML or JSON: tool, outcome,
answers, domains, overall, authors, reason), or given with --set. The rule of the
tool computes the overall judgement; yours (--overall, with --reason) and the one
that the authors of a review printed (--authors) stand beside it. What is given
again replaces what was there. Questions that RoB 2 does not ask are filled in as NA.

Without --tool the appraisals of the study are printed.

Exit codes: 0 done, 1 unknown study, 2 wrong command line or answer (the item is
named), 10 no library, 11 library busy.`,
		Example: `  dossier appraise ytterberg2022 --tool rob2 --outcome mace
  dossier appraise curtis2023 --tool nos --set selection=4 --set comparability=2 --set outcome=3
  dossier appraise taylor2023 --tool amstar2 --file taylor.toml --authors low
  dossier appraise tools rob2`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runAppraise(cmd.Context(), a, args[0], o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.tool, "tool", "", "rob2, robins-i, amstar2 or nos (nos-cohort, nos-case-control)")
	f.StringVar(&o.outcome, "outcome", "", "the `OUTCOME` that is judged, for tools that judge a result")
	f.StringVar(&o.effect, "effect", "", "RoB 2: effect of assignment (default) or adherence")
	f.StringVar(&o.file, "file", "", "read the answers from this TOML or JSON `FILE`")
	f.StringArrayVar(&o.set, "set", nil, "`ITEM=ANSWER`, repeatable")
	f.StringVar(&o.overall, "overall", "", "your own overall `JUDGEMENT`, where it differs from the computed one")
	f.StringVar(&o.authors, "authors", "", "the `JUDGEMENT` that a published review printed")
	f.StringVar(&o.reason, "reason", "", "why you judge so")
	f.BoolVar(&o.remove, "remove", false, "take the appraisal away")
	cmd.AddCommand(newAppraiseListCmd(a), newAppraiseToolsCmd(a))
	return cmd
}

func runAppraise(ctx context.Context, a *app, name string, o appraiseOptions) error {
	given, err := o.given(a)
	if err != nil {
		return err
	}
	if given.Tool == "" {
		return a.read(ctx, func(repo *store.Repo) error {
			study, err := findStudy(ctx, repo, name)
			if err != nil {
				return err
			}
			return printAppraisals(ctx, a, repo, study.Key)
		})
	}
	// Read first, ask then, write last: nobody waits for the library while a
	// person thinks.
	var old *evidence.Appraisal
	err = a.read(ctx, func(repo *store.Repo) error {
		old, err = o.complete(ctx, a, repo, name, &given)
		return err
	})
	if err != nil {
		return err
	}
	if o.remove {
		return removeAppraisal(ctx, a, given, old)
	}
	tool, err := appraise.FindTool(given.Tool)
	if err != nil {
		return usage("dossier appraise tools", "%v", err)
	}
	judged, prompt, err := o.judge(a, tool, given, old)
	if err != nil {
		return err
	}
	return storeAppraisal(ctx, a, tool, judged, prompt)
}

// given gathers what the flags and the file say.
func (o *appraiseOptions) given(a *app) (evidence.Appraisal, error) {
	var given evidence.Appraisal
	if o.file != "" {
		data, err := readAll(a, o.file)
		if err != nil {
			return given, err
		}
		if given, err = parseAppraisal(data); err != nil {
			return given, &failure{code: exitUsage, msg: o.file, err: err, next: "dossier appraise --help names the fields, dossier appraise tools the items"}
		}
	}
	for _, pair := range []struct {
		to   *string
		from string
	}{{&given.Tool, o.tool}, {&given.Outcome, o.outcome}, {&given.Overall, o.overall}, {&given.Authors, o.authors}, {&given.Reason, o.reason}} {
		*pair.to = cmp.Or(strings.TrimSpace(pair.from), *pair.to)
	}
	given.Tool = strings.ToLower(given.Tool)
	if given.Answers == nil {
		given.Answers = map[string]string{}
	}
	for _, pair := range o.set {
		item, answer, ok := strings.Cut(pair, "=")
		if !ok {
			return given, usage("--set 1.1=Y", "--set takes ITEM=ANSWER, not %q", pair)
		}
		given.Answers[strings.TrimSpace(item)] = strings.TrimSpace(answer)
	}
	if !slices.Contains([]string{"", "assignment", "adherence"}, o.effect) {
		return given, usage("--effect assignment, or --effect adherence", "--effect takes assignment or adherence, not %q", o.effect)
	}
	return given, nil
}

// parseAppraisal reads JSON, or TOML, where "1.1 = 'Y'" may stand without quotes
// around the item.
func parseAppraisal(data []byte) (evidence.Appraisal, error) {
	var raw map[string]any
	if err := json.Unmarshal(data, &raw); err != nil {
		raw = nil
		if _, terr := toml.Decode(string(data), &raw); terr != nil {
			return evidence.Appraisal{}, fmt.Errorf("it is neither JSON (%w) nor TOML (%w)", err, terr)
		}
	}
	given := evidence.Appraisal{Answers: map[string]string{}}
	for name, value := range raw {
		text, isText := value.(string)
		table, isTable := value.(map[string]any)
		to := map[string]*string{"study": &given.Study, "tool": &given.Tool, "outcome": &given.Outcome, "version": &given.Version,
			"overall": &given.Overall, "authors": &given.Authors, "reason": &given.Reason}[name]
		switch {
		case to != nil && isText:
			*to = text
		case (name == "answers" || name == "domains") && isTable:
			flatten(given.Answers, "", table)
		default:
			return given, fmt.Errorf("field %q: it is none of tool, outcome, overall, authors, reason (text), answers, domains (tables)", name)
		}
	}
	return given, nil
}

// flatten writes nested tables under names joined by dots: TOML reads an
// unquoted 1.1 as two levels.
func flatten(to map[string]string, prefix string, table map[string]any) {
	for name, value := range table {
		if inner, ok := value.(map[string]any); ok {
			flatten(to, prefix+name+".", inner)
			continue
		}
		to[prefix+name] = fmt.Sprint(value)
	}
}

// complete finds the study, the form of the tool and the outcome, and the
// appraisal that is there already.
func (o *appraiseOptions) complete(ctx context.Context, a *app, repo *store.Repo, name string, given *evidence.Appraisal) (*evidence.Appraisal, error) {
	study, err := findStudy(ctx, repo, name)
	if err != nil {
		return nil, err
	}
	if given.Study != "" && given.Study != study.Key {
		return nil, usage("name one study", "the file is about %s, the command line about %s", given.Study, study.Key)
	}
	given.Study = study.Key
	if given.Tool == "nos" {
		given.Tool = "nos-cohort"
		if strings.Contains(strings.ToLower(study.Design), "case-control") || strings.Contains(strings.ToLower(study.Design), "case control") {
			given.Tool = "nos-case-control"
		}
		a.say("the form for %s studies is taken: --tool %s", strings.TrimPrefix(given.Tool, "nos-"), given.Tool)
	}
	if given.Outcome != "" {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return nil, err
		}
		ids, err := lookupAll([]string{given.Outcome}, vocab.LookupOutcome)
		if err != nil {
			return nil, err
		}
		given.Outcome = ids[0]
	}
	all, err := readKept[evidence.Appraisal](ctx, repo, appraisalsSetting)
	if err != nil {
		return nil, err
	}
	if at := slices.IndexFunc(all, func(x evidence.Appraisal) bool { return sameAppraisal(x, *given) }); at >= 0 {
		return &all[at], nil
	}
	return nil, nil
}

// sameAppraisal tells whether two appraisals are of one study and outcome with
// one tool: the newer replaces the older.
func sameAppraisal(x, y evidence.Appraisal) bool {
	return x.Study == y.Study && x.Tool == y.Tool && x.Outcome == y.Outcome
}

// judge puts old and new answers together, asks for the missing ones on a
// terminal, and lets the rule of the tool judge.
func (o *appraiseOptions) judge(a *app, tool appraise.Tool, given evidence.Appraisal, old *evidence.Appraisal) (evidence.Appraisal, bool, error) {
	items := given.Answers
	x := given
	x.Version, x.Answers, x.Domains = tool.Version, map[string]string{}, map[string]string{}
	effect := o.effect
	if old != nil {
		maps.Copy(x.Answers, old.Answers)
		maps.Copy(x.Domains, old.Domains)
		x.Overall, x.Authors, x.Reason = cmp.Or(x.Overall, old.Overall), cmp.Or(x.Authors, old.Authors), cmp.Or(x.Reason, old.Reason)
		effect = cmp.Or(effect, appraise.EffectOf(*old))
	}
	for _, item := range slices.Sorted(maps.Keys(items)) {
		if err := setItem(tool, &x, item, items[item]); err != nil {
			return x, false, err
		}
	}
	sheet := questionnaire{tool: tool, effect: effect, x: &x}
	if len(items) == 0 && o.overall == "" && o.authors == "" && o.reason == "" || a.yes && len(items) == 0 {
		if a.noInput || !isTerminal(a.in) {
			return x, false, usage("dossier appraise tools "+tool.ID+" lists the items; give them with --file or --set ITEM=ANSWER", "%s has items to answer and nobody can be asked", tool.Name)
		}
		if err := sheet.ask(a.in, a.err); err != nil {
			return x, false, err
		}
	}
	sheet.fillSkipped()
	if x.Overall != "" {
		overall := judgementID(x.Overall)
		if !slices.Contains(tool.Overall, overall) {
			return x, false, usage("judgements of "+tool.Name+" are: "+strings.Join(tool.Overall, ", "), "overall: there is no judgement %q", x.Overall)
		}
		x.Overall = overall
	}
	if len(x.Answers)+len(x.Domains) == 0 && x.Authors != "" {
		return x, false, nil // only what a review printed: nothing to compute
	}
	judged, prompt, err := appraise.Judge(x)
	if err != nil {
		return x, false, &failure{code: exitUsage, err: err, next: "dossier appraise tools " + tool.ID + " lists the items; answer with --set ITEM=ANSWER"}
	}
	if judged.Overall != "" && judged.Overall != judged.Computed && judged.Reason == "" {
		return judged, prompt, usage("add --reason TEXT", "%s is computed and you judge %s: the reason is missing", judged.Computed, judged.Overall)
	}
	return judged, prompt, nil
}

// setItem puts one answer where the tool has it: a question, or a domain that is
// judged as a whole.
func setItem(tool appraise.Tool, x *evidence.Appraisal, item, answer string) error {
	var names, allowed []string
	for _, d := range tool.Domains {
		if len(d.Questions) == 0 {
			names = append(names, d.ID)
			if strings.EqualFold(d.ID, item) {
				v, err := domainAnswer(d, answer)
				if err != nil {
					return err
				}
				x.Domains[d.ID] = v
				return nil
			}
		}
		for _, q := range d.Questions {
			names = append(names, q.ID)
			if q.ID == item {
				// The two forms of a domain share items and allow different answers.
				if v, ok := answerID(q, answer); ok {
					x.Answers[q.ID] = v
					return nil
				}
				allowed = append(allowed, q.Answers...)
			}
		}
	}
	if len(allowed) > 0 {
		slices.Sort(allowed)
		return usage("answers are: "+strings.Join(slices.Compact(allowed), ", "), "item %s: there is no answer %q", item, answer)
	}
	slices.Sort(names)
	return usage("items are: "+strings.Join(slices.Compact(names), ", "), "%s has no item %q", tool.Name, item)
}

// domainAnswer reads a judgement or a number of stars.
func domainAnswer(d appraise.Domain, answer string) (string, error) {
	if d.Stars > 0 {
		n, err := strconv.Atoi(answer)
		if err != nil || n < 0 || n > d.Stars {
			return "", usage(fmt.Sprintf("give 0 to %d stars", d.Stars), "item %s: %q is not a number of stars", d.ID, answer)
		}
		return answer, nil
	}
	v := judgementID(answer)
	if !slices.Contains(d.Answers, v) {
		return "", usage("judgements are: "+strings.Join(d.Answers, ", "), "item %s: there is no judgement %q", d.ID, answer)
	}
	return v, nil
}

// judgementID reads "Some concerns" as some_concerns.
func judgementID(s string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), " ", "_")
}

// judgementText prints some_concerns as "some concerns".
func judgementText(s string) string { return strings.ReplaceAll(s, "_", " ") }

// answerID reads an answer by its letters or in words.
func answerID(q appraise.Question, answer string) (string, bool) {
	words := map[string]string{"yes": "Y", "probably yes": "PY", "partial yes": "PY", "probably no": "PN", "no": "N", "no information": "NI", "not applicable": "NA", "no meta-analysis": "NMA"}
	v := strings.ToUpper(strings.TrimSpace(answer))
	if id, ok := words[strings.ToLower(strings.TrimSpace(answer))]; ok {
		v = id
	}
	return v, slices.Contains(q.Answers, v)
}

// questionnaire walks through the items of a tool.
type questionnaire struct {
	tool   appraise.Tool
	effect string
	x      *evidence.Appraisal
}

var errStoppedAnswering = errors.New("the answers ended before the last item; nothing was kept")

// ask goes through the items; an empty line keeps the answer that stands in
// brackets.
func (s *questionnaire) ask(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	put := func(text, kept string, choices []string, set func(string) error) error {
		for {
			fmt.Fprintf(out, "%s [%s]", text, strings.Join(choices, " "))
			if kept != "" {
				fmt.Fprintf(out, " (%s)", kept)
			}
			fmt.Fprint(out, ": ")
			if !lines.Scan() {
				return cmp.Or(lines.Err(), errStoppedAnswering)
			}
			err := set(cmp.Or(strings.TrimSpace(lines.Text()), kept))
			if err == nil {
				return nil
			}
			fmt.Fprintf(out, "  %v\n", err)
		}
	}
	fmt.Fprintf(out, "%s (%s), %s\n", s.tool.Name, s.tool.Version, s.x.Study)
	for _, d := range s.tool.Domains {
		if !appraise.AsksDomain(s.tool.ID, d.ID, s.effect) {
			continue
		}
		fmt.Fprintf(out, "\n%s\n", d.Name)
		if len(d.Questions) == 0 {
			choices := d.Answers
			if d.Stars > 0 {
				choices = []string{fmt.Sprintf("0–%d stars", d.Stars)}
			}
			if err := put(d.ID, s.x.Domains[d.ID], choices, func(v string) error { return setItem(s.tool, s.x, d.ID, v) }); err != nil {
				return err
			}
		}
		for _, q := range d.Questions {
			if !appraise.AskedQuestion(s.tool.ID, d.ID, q.ID, s.x.Answers) {
				continue
			}
			if err := put(q.ID+" "+q.Text, s.x.Answers[q.ID], q.Answers, func(v string) error { return setItem(s.tool, s.x, q.ID, v) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// fillSkipped answers the questions that are not asked with NA, and drops the
// answers to the other form of a domain.
func (s *questionnaire) fillSkipped() {
	if len(s.x.Answers) == 0 {
		return
	}
	for _, d := range s.tool.Domains {
		if !appraise.AsksDomain(s.tool.ID, d.ID, s.effect) {
			continue
		}
		for _, q := range d.Questions {
			if s.x.Answers[q.ID] == "" && slices.Contains(q.Answers, appraise.NotAsked) && !appraise.AskedQuestion(s.tool.ID, d.ID, q.ID, s.x.Answers) {
				s.x.Answers[q.ID] = appraise.NotAsked
			}
		}
	}
	if s.tool.ID == "rob2" && s.effect == "adherence" {
		delete(s.x.Answers, "2.7") // a question of the other form
	}
}

// appraisalJSON is what dossier appraise prints.
type appraisalJSON struct {
	evidence.Appraisal
	Judgement string `json:"judgement"` // what counts: the person's, else the computed one, else the authors'
}

func toAppraisalJSON(x evidence.Appraisal) appraisalJSON { return appraisalJSON{x, judgementOf(x)} }

// judgementOf is the judgement that counts in a table.
func judgementOf(x evidence.Appraisal) string { return cmp.Or(x.Overall, x.Computed, x.Authors) }

func storeAppraisal(ctx context.Context, a *app, tool appraise.Tool, x evidence.Appraisal, prompt bool) error {
	x.By, x.At = a.who(), a.now()
	err := a.write(ctx, "appraise "+x.Study+" --tool "+x.Tool, func(repo *store.Repo) error {
		all, err := readKept[evidence.Appraisal](ctx, repo, appraisalsSetting)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(y evidence.Appraisal) bool { return sameAppraisal(x, y) })
		all = append(all, x)
		sortAppraisals(all)
		return writeKept(ctx, a, repo, appraisalsSetting, all)
	})
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"appraisal": toAppraisalJSON(x), "prompt": prompt})
	}
	a.print("%s", appraisalLine(x, tool.Name))
	if prompt && x.Overall == "" {
		a.say("several domains have some concerns: if together they lower your confidence much, say so with --overall high --reason TEXT")
	}
	if a.dryRun {
		a.say("nothing was stored")
	}
	return nil
}

func sortAppraisals(list []evidence.Appraisal) {
	slices.SortFunc(list, func(x, y evidence.Appraisal) int {
		return cmp.Or(strings.Compare(x.Study, y.Study), strings.Compare(x.Tool, y.Tool), strings.Compare(x.Outcome, y.Outcome))
	})
}

func removeAppraisal(ctx context.Context, a *app, given evidence.Appraisal, old *evidence.Appraisal) error {
	if old == nil {
		return fail(exitFailed, "dossier appraise list", "there is no appraisal of %s with %s%s", given.Study, given.Tool, ofOutcome(given.Outcome))
	}
	err := a.write(ctx, "appraise "+given.Study+" --remove", func(repo *store.Repo) error {
		all, err := readKept[evidence.Appraisal](ctx, repo, appraisalsSetting)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(y evidence.Appraisal) bool { return sameAppraisal(given, y) })
		return writeKept(ctx, a, repo, appraisalsSetting, all)
	})
	if err == nil {
		a.print("%s: appraisal with %s%s removed", given.Study, given.Tool, ofOutcome(given.Outcome))
	}
	return err
}

func ofOutcome(outcome string) string {
	if outcome == "" {
		return ""
	}
	return " for " + outcome
}

// appraisalLine is one appraisal in a line.
func appraisalLine(x evidence.Appraisal, toolName string) string {
	text := fmt.Sprintf("%s  %s%s: %s", x.Study, toolName, ofOutcome(x.Outcome), judgementText(judgementOf(x)))
	var parts []string
	if x.Computed != "" {
		parts = append(parts, "computed "+judgementText(x.Computed))
	}
	if x.Overall != "" && x.Overall != x.Computed {
		parts = append(parts, "judged "+judgementText(x.Overall)+": "+x.Reason)
	}
	if x.Authors != "" {
		parts = append(parts, "authors "+judgementText(x.Authors))
	}
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, "; ") + ")"
	}
	return text
}

func printAppraisals(ctx context.Context, a *app, repo *store.Repo, study string) error {
	all, err := readKept[evidence.Appraisal](ctx, repo, appraisalsSetting)
	if err != nil {
		return err
	}
	list := []appraisalJSON{}
	for _, x := range all {
		if study == "" || x.Study == study {
			list = append(list, toAppraisalJSON(x))
		}
	}
	if a.json {
		return a.printJSON(map[string]any{"appraisals": list})
	}
	for _, x := range list {
		name := x.Tool
		if tool, err := appraise.FindTool(x.Tool); err == nil {
			name = tool.Name
		}
		a.print("%s", appraisalLine(x.Appraisal, name))
	}
	a.say("%s", plural(len(list), "appraisal", "appraisals"))
	return nil
}

func newAppraiseListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the appraisals",
		Long:    "List the appraisals of all studies." + findingCodes,
		Example: "  dossier appraise list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			return a.read(ctx, func(repo *store.Repo) error { return printAppraisals(ctx, a, repo, "") })
		},
	}
}

func newAppraiseToolsCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "tools [TOOL]",
		Short:   "List the tools, or the items of one",
		Long:    "List the tools with their versions, or the items of one tool with the answers that\neach takes.\n\nExit codes: 0 done, 2 unknown tool.",
		Example: "  dossier appraise tools\n  dossier appraise tools rob2 --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			tools, err := appraise.Tools()
			if err != nil {
				return err
			}
			if len(args) == 1 {
				tool, err := appraise.FindTool(args[0])
				if err != nil {
					return usage("dossier appraise tools", "%v", err)
				}
				tools = []appraise.Tool{tool}
			}
			if a.json {
				return a.printJSON(map[string]any{"tools": tools})
			}
			for _, t := range tools {
				a.print("%-18s %s, %s: %s (doi %s)", t.ID, t.Name, t.Version, t.For, t.DOI)
				if len(args) == 1 {
					printItems(a, t)
				}
			}
			return nil
		},
	}
}

func printItems(a *app, t appraise.Tool) {
	for _, d := range t.Domains {
		switch {
		case d.Stars > 0:
			a.print("  %s: %s [0–%d stars]", d.ID, d.Name, d.Stars)
		case len(d.Answers) > 0:
			a.print("  %s: %s [%s]", d.ID, d.Name, strings.Join(d.Answers, " "))
		default:
			a.print("  %s: %s", d.ID, d.Name)
		}
		for _, q := range d.Questions {
			a.print("    %-4s %s [%s]", q.ID, q.Text, strings.Join(q.Answers, " "))
		}
	}
	a.print("  overall: %s", strings.Join(t.Overall, ", "))
}
