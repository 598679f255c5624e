package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/store"
)

// resolveInclusion names review and primary study as the library knows them. A
// primary study that it does not have is kept as it is given.
func resolveInclusion(ctx context.Context, repo *store.Repo, review, primary string) (inclusion, error) {
	r, err := findStudy(ctx, repo, review)
	if err != nil {
		return inclusion{}, err
	}
	one := inclusion{Review: r.Key, Primary: strings.TrimSpace(primary), Status: evidence.Confirmed, Source: "entered"}
	if one.Primary == "" {
		return one, usage("dossier overlap add "+r.Key+" PRIMARY", "a primary study has no name")
	}
	key, err := repo.FindKey(ctx, one.Primary)
	if errors.Is(err, store.ErrNotFound) {
		return one, nil
	}
	if err != nil {
		return one, err
	}
	if key == r.Key {
		return one, usage("name the primary studies", "%s cannot include itself", key)
	}
	s, err := repo.Study(ctx, key)
	if err != nil {
		return one, err
	}
	one.Primary, one.Year = key, s.Year()
	return one, nil
}

// put adds inclusions or confirms those that were proposed; changed counts.
func (m citationMatrix) put(list []inclusion) (citationMatrix, int) {
	changed := 0
	for _, one := range list {
		at := slices.IndexFunc(m, func(i inclusion) bool {
			return i.Review == one.Review && i.Primary == one.Primary && i.Outcome == one.Outcome
		})
		switch {
		case at < 0:
			m = append(m, one)
		case m[at].Status == evidence.Suggested && one.Status == evidence.Confirmed:
			m[at] = one
		default:
			continue
		}
		changed++
	}
	slices.SortFunc(m, func(x, y inclusion) int {
		return cmp.Or(strings.Compare(x.Review, y.Review), strings.Compare(x.Primary, y.Primary), strings.Compare(x.Outcome, y.Outcome))
	})
	return m, changed
}

// changeOverlap changes the matrix of the library as one event.
func changeOverlap(ctx context.Context, a *app, command string, change func(*store.Repo, citationMatrix) (citationMatrix, int, error)) error {
	return a.write(ctx, command, func(repo *store.Repo) error {
		m, err := overlapOf(ctx, repo)
		if err != nil {
			return err
		}
		m, changed, err := change(repo, m)
		if err != nil {
			return err
		}
		if m, err = m.withTrials(ctx, repo); err != nil {
			return err
		}
		if changed > 0 {
			if err := writeKept(ctx, a, repo, overlapSetting, m); err != nil {
				return err
			}
		}
		if a.json {
			return a.printJSON(map[string]any{"changed": changed, "inclusions": append(citationMatrix{}, m...)})
		}
		verb := "changed"
		if a.dryRun {
			verb = "would change"
		}
		a.print("%s %s", plural(changed, "inclusion", "inclusions"), verb)
		return nil
	})
}

func newOverlapAddCmd(a *app) *cobra.Command {
	var outcome string
	cmd := &cobra.Command{
		Use:     "add REVIEW PRIMARY…",
		Short:   "Say which primary studies a review includes",
		Long:    "Say which primary studies a review includes. A primary study is a key, DOI, PMID or\ntrial number of the library; anything else is kept as its name." + overlapCodes,
		Example: `  dossier overlap add taylor2023 ytterberg2022 NCT00960440 "ORAL Solo"`,
		Args:    cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return changeOverlap(ctx, a, "overlap add "+strings.Join(args, " "), func(repo *store.Repo, m citationMatrix) (citationMatrix, int, error) {
				id, err := outcomeID(ctx, a, repo, outcome)
				if err != nil {
					return m, 0, err
				}
				var list []inclusion
				for _, name := range args[1:] {
					one, err := resolveInclusion(ctx, repo, args[0], name)
					if err != nil {
						return m, 0, err
					}
					one.Outcome, one.By, one.At = id, a.who(), a.now()
					list = append(list, one)
				}
				m, changed := m.put(list)
				return m, changed, nil
			})
		},
	}
	cmd.Flags().StringVar(&outcome, "outcome", "", "included for this `OUTCOME` only")
	return cmd
}

// outcomeID looks an outcome up; "" stays "".
func outcomeID(ctx context.Context, a *app, repo *store.Repo, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return "", err
	}
	ids, err := lookupAll([]string{name}, vocab.LookupOutcome)
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

func newOverlapRmCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "rm REVIEW [PRIMARY…]",
		Short:   "Take inclusions away",
		Long:    "Take primary studies of a review away, or all of them." + overlapCodes,
		Example: `  dossier overlap rm taylor2023 "ORAL Solo"`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return changeOverlap(ctx, a, "overlap rm "+strings.Join(args, " "), func(repo *store.Repo, m citationMatrix) (citationMatrix, int, error) {
				return eachNamed(ctx, repo, m, args, func(inclusion) *inclusion { return nil })
			})
		},
	}
}

func newOverlapAcceptCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "accept REVIEW [PRIMARY…]",
		Short:   "Confirm proposed inclusions",
		Long:    "Confirm the proposed primary studies of a review, all or the named ones." + overlapCodes,
		Example: `  dossier overlap accept taylor2023 ytterberg2022`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return changeOverlap(ctx, a, "overlap accept "+strings.Join(args, " "), func(repo *store.Repo, m citationMatrix) (citationMatrix, int, error) {
				return eachNamed(ctx, repo, m, args, func(i inclusion) *inclusion {
					if i.Status == evidence.Suggested {
						i.Status, i.By, i.At = evidence.Confirmed, a.who(), a.now()
					}
					return &i
				})
			})
		},
	}
}

// eachNamed changes the inclusions of a review that are named (all without
// names); a change to nil removes.
func eachNamed(ctx context.Context, repo *store.Repo, m citationMatrix, args []string, change func(inclusion) *inclusion) (citationMatrix, int, error) {
	review, err := findStudy(ctx, repo, args[0])
	if err != nil {
		return m, 0, err
	}
	open := map[string]bool{}
	for _, name := range args[1:] {
		one, err := resolveInclusion(ctx, repo, review.Key, name)
		if err != nil {
			return m, 0, err
		}
		open[one.Primary] = true
	}
	all := len(open) == 0
	var out citationMatrix
	changed, met := 0, map[string]bool{}
	for _, i := range m {
		if i.Review != review.Key || !all && !open[i.Primary] {
			out = append(out, i)
			continue
		}
		met[i.Primary] = true
		after := change(i)
		if after != nil {
			out = append(out, *after)
		}
		if after == nil || after.Status != i.Status {
			changed++
		}
	}
	for name := range open {
		if !met[name] {
			return m, 0, fail(exitFailed, "dossier overlap shows the matrix", "%s is not among the primary studies of %s", name, review.Key)
		}
	}
	return out, changed, nil
}

func newOverlapImportCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE.csv",
		Short: "Read a citation matrix",
		Long: `Read a citation matrix: columns review and primary (and outcome), one inclusion per
row; or a column study and one column per review, headed by its key or DOI, with
1, x or yes where the review includes the study, and 0, - or nothing where not.

Exit codes: 0 done, 1 the file cannot be read, or a review is not in the library (the
line is named), 2 wrong columns, 10 no library, 11 library busy.`,
		Example: `  dossier overlap import matrix.csv`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			data, err := readAll(a, args[0])
			if err != nil {
				return err
			}
			lines, err := parseMatrix(data)
			if err != nil {
				return &failure{code: exitUsage, msg: args[0], err: err, next: "dossier overlap import --help describes the columns"}
			}
			return changeOverlap(ctx, a, "overlap import "+args[0], func(repo *store.Repo, m citationMatrix) (citationMatrix, int, error) {
				var list []inclusion
				for _, l := range lines {
					one, err := resolveInclusion(ctx, repo, l.review, l.primary)
					if err == nil {
						one.Outcome, err = outcomeID(ctx, a, repo, l.outcome)
					}
					if err != nil {
						return m, 0, &failure{code: exitFailed, msg: fmt.Sprintf("%s line %d", args[0], l.line), err: err, next: "correct the line, or add the review to the library"}
					}
					one.Source, one.By, one.At = args[0], a.who(), a.now()
					list = append(list, one)
				}
				m, changed := m.put(list)
				return m, changed, nil
			})
		},
	}
}

// matrixLine is one inclusion of a file.
type matrixLine struct {
	line                     int
	review, primary, outcome string
}

// parseMatrix reads both forms of a citation matrix; errors name line and column.
func parseMatrix(data []byte) ([]matrixLine, error) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff")))
	r.TrimLeadingSpace = true
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("there is no header: %w", err)
	}
	column := map[string]int{}
	for i, name := range header {
		column[strings.ToLower(strings.TrimSpace(name))] = i
	}
	review, okReview := column["review"]
	primary, okPrimary := column["primary"]
	outcome, okOutcome := column["outcome"]
	study, okStudy := column["study"]
	if !(okReview && okPrimary) && (!okStudy || len(header) < 2) {
		return nil, fmt.Errorf("line 1: columns review and primary, or study and one per review, are wanted, not %s", strings.Join(header, ", "))
	}
	var lines []matrixLine
	for {
		row, err := r.Read()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return lines, nil
			}
			return nil, err
		}
		at, _ := r.FieldPos(0)
		if okReview && okPrimary {
			l := matrixLine{line: at, review: row[review], primary: row[primary]}
			if okOutcome {
				l.outcome = strings.TrimSpace(row[outcome])
			}
			lines = append(lines, l)
			continue
		}
		for c := range row {
			if c == study {
				continue
			}
			yes, ok := includes(row[c])
			if !ok {
				return nil, fmt.Errorf("line %d, column %s: %q is neither yes nor no", at, header[c], row[c])
			}
			if yes {
				lines = append(lines, matrixLine{line: at, review: strings.TrimSpace(header[c]), primary: row[study]})
			}
		}
	}
}

// includes reads one cell of a citation matrix.
func includes(cell string) (yes, ok bool) {
	switch strings.ToLower(strings.TrimSpace(cell)) {
	case "1", "x", "yes", "y", "✓", "+":
		return true, true
	case "", "0", "-", "–", "no", "n":
		return false, true
	}
	return false, false
}

func newOverlapProposeCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "propose [REVIEW…]",
		Short: "Propose primary studies from the fetched reference lists of reviews",
		Long: `Propose as primary studies those trials and cohorts of the library that the fetched
reference list of a review cites (Crossref gives the lists; dossier fetch keeps
them). A citation is not an inclusion: nothing counts until a person confirms it with
dossier overlap accept. Without REVIEW all reviews and meta-analyses are looked at.` + overlapCodes,
		Example: `  dossier overlap propose taylor2023
  dossier overlap accept taylor2023 ytterberg2022`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return changeOverlap(ctx, a, "overlap propose "+strings.Join(args, " "), func(repo *store.Repo, m citationMatrix) (citationMatrix, int, error) {
				reviews, err := reviewKeys(ctx, a, repo, args)
				if err != nil {
					return m, 0, err
				}
				var list []inclusion
				for _, key := range reviews {
					cited, err := citedStudies(ctx, repo, key)
					if err != nil {
						return m, 0, err
					}
					if len(cited) == 0 {
						a.say("%s: no reference list that cites a primary study of the library", key)
					}
					for _, one := range cited {
						a.say("%s cites %s", key, one.Primary)
					}
					list = append(list, cited...)
				}
				m, changed := m.put(list)
				return m, changed, nil
			})
		},
	}
}

// reviewKeys finds the named reviews, or all reviews of the library.
func reviewKeys(ctx context.Context, a *app, repo *store.Repo, names []string) ([]string, error) {
	var keys []string
	for _, name := range names {
		s, err := findStudy(ctx, repo, name)
		if err != nil {
			return nil, err
		}
		keys = append(keys, s.Key)
	}
	if len(names) > 0 {
		return keys, nil
	}
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return nil, err
	}
	keys, _, err = reviewsOf(ctx, repo, vocab)
	return keys, err
}

// reviewsOf lists the studies that are reviews by their design or by that of a
// finding, and the year of every study.
func reviewsOf(ctx context.Context, repo *store.Repo, vocab *evidence.Vocabulary) (keys []string, years map[string]int, err error) {
	heads, err := matchingHeads(ctx, repo, vocab, "")
	if err != nil {
		return nil, nil, err
	}
	years = map[string]int{}
	for _, h := range heads {
		years[h.Key] = h.Year
		if evidence.IsReviewDesign(h.Design) {
			keys = append(keys, h.Key)
		}
	}
	rows, err := repo.TableRows(ctx, nil, nil)
	for i := range rows {
		if evidence.IsReviewDesign(rows[i].Finding.Design) {
			keys = append(keys, rows[i].Finding.Study)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys), years, err
}

// citedStudies lists the primary studies of the library that the reference list
// in a review's records cites. Crossref's answer is kept verbatim in the record.
func citedStudies(ctx context.Context, repo *store.Repo, review string) ([]inclusion, error) {
	records, err := repo.Records(ctx, review)
	if err != nil {
		return nil, err
	}
	var list []inclusion
	for _, r := range records {
		var work struct {
			Reference []struct {
				DOI string `json:"DOI"`
			} `json:"reference"`
		}
		if json.Unmarshal([]byte(r.Raw), &work) != nil {
			continue // the record of a source that gives no reference list
		}
		for _, ref := range work.Reference {
			doi, err := evidence.ParseDOI(ref.DOI)
			if err != nil {
				continue
			}
			key, err := repo.FindKey(ctx, string(doi))
			if err != nil {
				if errors.Is(err, store.ErrNotFound) {
					continue
				}
				return nil, err
			}
			s, err := repo.Study(ctx, key)
			if err != nil {
				return nil, err
			}
			one := inclusion{Review: review, Primary: key, Trial: s.Trial, Year: s.Year(), Status: evidence.Suggested, Source: "crossref"}
			if key != review && !evidence.IsReviewDesign(s.Design) && !slices.ContainsFunc(list, func(i inclusion) bool { return i.study() == one.study() }) {
				list = append(list, one)
			}
		}
	}
	return list, nil
}
