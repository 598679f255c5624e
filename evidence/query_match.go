package evidence

import (
	"slices"
	"strings"

	"dossier/evidence/notation"
)

// QuerySubject is a study as a query sees it.
type QuerySubject struct {
	Study    *Study
	Tags     []Tag
	Findings []Finding
	// Known, if set, is asked first about every term: who has an index may know
	// the answer without the text.
	Known func(*QueryExpr) (match, known bool)
}

// Expand replaces the names of drugs and outcomes by vocabulary ids: a synonym
// becomes the id, a class its members, an outcome what lies beneath it. The
// error is a *QueryError that names the nearest terms.
func (q Query) Expand(v *Vocabulary) (Query, error) {
	if q.root == nil {
		return q, nil
	}
	root, err := q.expand(q.root, v)
	return Query{text: q.text, root: root}, err
}

func (q Query) expand(e *QueryExpr, v *Vocabulary) (*QueryExpr, error) {
	out := *e
	out.Kids = make([]*QueryExpr, len(e.Kids))
	for i, kid := range e.Kids {
		var err error
		if out.Kids[i], err = q.expand(kid, v); err != nil {
			return nil, err
		}
	}
	if e.Op != QueryTerm || e.Field != QueryDrug && e.Field != QueryOutcome && e.Field != QueryTag {
		return &out, nil
	}
	ids, err := queryIDs(e, v)
	if err != nil {
		return nil, &QueryError{Query: q.text, Pos: e.Pos, Message: err.Error(), Next: "'dossier vocab' lists what there is"}
	}
	out.IDs = ids
	return &out, nil
}

func queryIDs(e *QueryExpr, v *Vocabulary) ([]string, error) {
	var ids []string
	add := func(id string) { ids = append(append(ids, id), v.Descendants(id)...) }
	drug, drugErr := v.LookupDrug(e.Value)
	outcome, outcomeErr := v.LookupOutcome(e.Value)
	switch {
	case e.Field != QueryOutcome && drugErr == nil:
		add(drug)
		if e.Field == QueryTag && outcomeErr == nil && outcome != drug {
			add(outcome)
		}
	case e.Field != QueryDrug && outcomeErr == nil:
		add(outcome)
	case e.Field == QueryDrug:
		return nil, drugErr
	default:
		return nil, outcomeErr
	}
	return ids, nil
}

// NeedsText tells whether the term looks at more of a study than its head: the
// abstract and whatever else words are looked for in.
func (e *QueryExpr) NeedsText() bool {
	return e.Field == QueryText || e.Field == QueryAbstract || e.Field == QueryHas && strings.EqualFold(e.Value, "abstract")
}

// Match tells whether a study answers the query.
func (q Query) Match(s QuerySubject) bool { return q.root == nil || q.root.Match(s) }

// Match tells whether a study answers this part of a query.
func (e *QueryExpr) Match(s QuerySubject) bool {
	switch e.Op {
	case QueryAnd:
		for _, kid := range e.Kids {
			if !kid.Match(s) {
				return false
			}
		}
		return true
	case QueryOr:
		return slices.ContainsFunc(e.Kids, func(kid *QueryExpr) bool { return kid.Match(s) })
	case QueryNot:
		return !e.Kids[0].Match(s)
	}
	if s.Known != nil {
		if match, known := s.Known(e); known {
			return match
		}
	}
	return e.matchTerm(s)
}

func (e *QueryExpr) matchTerm(s QuerySubject) bool {
	c := &s.Study.Citation
	switch e.Field {
	case QueryText:
		return slices.ContainsFunc(SearchTexts(c), e.inText) || strings.EqualFold(s.Study.Key, e.Value)
	case QueryTitle:
		return e.inText(c.Title) || e.inText(c.OriginalTitle)
	case QueryAbstract:
		return e.inText(c.Abstract)
	case QueryDrug, QueryOutcome, QueryTag:
		return e.matchSubject(s)
	case QueryDesign:
		return e.inText(s.Study.Design)
	case QueryPopulation:
		return e.inText(s.Study.Population)
	case QueryJournal:
		return e.inText(c.Journal) || e.inText(c.JournalAbbrev)
	case QueryYear:
		y := c.Year()
		return y != 0 && y >= e.From && y <= e.To
	case QueryStatus:
		return e.matchStatus(s)
	case QueryKey:
		return e.equalFold(s.Study.Key)
	case QueryDOI:
		return c.DOI != "" && e.matchDOI(c.DOI)
	case QueryPMID:
		return c.PMID != "" && e.equalFold(string(c.PMID))
	case QueryAuthor:
		return slices.ContainsFunc(c.Authors, e.matchAuthor)
	case QueryTrial:
		return e.matchTrial(s.Study)
	case QueryPending:
		return e.matchYesNo(s.Study.Pending != "", s.Study.Pending)
	case QueryNotice:
		return e.matchNotice(c.Notices)
	case QueryHas:
		return e.matchHas(s)
	}
	return false
}

// SearchTexts are the texts of a publication in which words are looked for. A
// phrase does not run from one into the next.
func SearchTexts(c *Citation) []string {
	texts := make([]string, 0, 6+len(c.Authors)+len(c.Keywords)+len(c.MeSH))
	for _, t := range []string{c.Title, c.OriginalTitle, c.Abstract, c.Journal, c.JournalAbbrev} {
		if t != "" {
			texts = append(texts, t)
		}
	}
	for i := range c.Authors {
		p := &c.Authors[i]
		if name := strings.TrimSpace(p.FullFamily() + " " + p.Given); name != "" {
			texts = append(texts, name)
		}
	}
	texts = append(texts, c.Keywords...)
	for _, m := range c.MeSH {
		texts = append(texts, m.Descriptor)
	}
	return texts
}

// SearchWords folds a text into the words that a search compares.
func SearchWords(text string) []string { return strings.Fields(notation.Fold(text)) }

// inText looks for the words of a term, in order and side by side.
func (e *QueryExpr) inText(text string) bool {
	if text == "" || len(e.Words) == 0 {
		return false
	}
	hay := " " + notation.Fold(text) + " "
	needle := " " + strings.Join(e.Words, " ")
	if !e.Prefix {
		needle += " "
	}
	return strings.Contains(hay, needle)
}

func (e *QueryExpr) equalFold(s string) bool {
	if e.Prefix {
		return len(s) >= len(e.Value) && strings.EqualFold(s[:len(e.Value)], e.Value)
	}
	return strings.EqualFold(s, e.Value)
}

func (e *QueryExpr) matchSubject(s QuerySubject) bool {
	is := func(id string) bool { return id != "" && slices.Contains(e.IDs, id) }
	for i := range s.Tags {
		t := &s.Tags[i]
		if t.Status != Rejected && (e.Field != QueryOutcome && is(t.Drug) || e.Field != QueryDrug && is(t.Outcome)) {
			return true
		}
	}
	if e.Field == QueryTag {
		return false
	}
	for i := range s.Findings {
		f := &s.Findings[i]
		if f.Status == Rejected {
			continue
		}
		if e.Field == QueryDrug && is(f.Drug) || e.Field == QueryOutcome && (is(f.Outcome) || is(f.SubOutcome)) {
			return true
		}
	}
	return false
}

func (e *QueryExpr) matchStatus(s QuerySubject) bool {
	switch v := strings.ToLower(e.Value); v {
	case "unscreened":
		return s.Study.Screened == ""
	case Included, Excluded, ScreeningConflict:
		return s.Study.Screened == v
	default:
		status := TagStatus(v)
		return slices.ContainsFunc(s.Tags, func(t Tag) bool { return t.Status == status }) ||
			slices.ContainsFunc(s.Findings, func(f Finding) bool { return f.Status == status })
	}
}

func (e *QueryExpr) matchDOI(d DOI) bool {
	if want, err := ParseDOI(e.Value); err == nil && !e.Prefix {
		return want.Equal(d)
	}
	return e.equalFold(string(d))
}

func (e *QueryExpr) matchAuthor(p Person) bool {
	want := strings.Join(e.Words, "")
	for _, name := range []string{p.FamilyKey(), strings.ReplaceAll(notation.Fold(p.FullFamily()), " ", "")} {
		if name == want || e.Prefix && strings.HasPrefix(name, want) {
			return true
		}
	}
	return false
}

func (e *QueryExpr) matchTrial(s *Study) bool {
	return s.Trial != "" && e.equalFold(s.Trial) ||
		slices.ContainsFunc(s.Registry, func(id RegistryID) bool { return e.equalFold(id.ID) })
}

// matchYesNo reads yes and no, or words of the text itself.
func (e *QueryExpr) matchYesNo(is bool, text string) bool {
	switch strings.ToLower(e.Value) {
	case "yes", "any", "true":
		return is
	case "no", "none", "false":
		return !is
	}
	return e.inText(text)
}

func (e *QueryExpr) matchNotice(notices []Notice) bool {
	switch strings.ToLower(e.Value) {
	case "yes":
		return len(notices) > 0
	case "no":
		return len(notices) == 0
	}
	return slices.ContainsFunc(notices, func(n Notice) bool {
		return e.equalFold(string(n.Kind)) || strings.EqualFold(e.Value, "retracted") && n.Kind.Retracted()
	})
}

func (e *QueryExpr) matchHas(s QuerySubject) bool {
	c := &s.Study.Citation
	switch strings.ToLower(e.Value) {
	case "abstract":
		return c.Abstract != ""
	case "doi":
		return c.DOI != ""
	case "pmid":
		return c.PMID != ""
	case "finding":
		return len(s.Findings) > 0
	case "tag":
		return slices.ContainsFunc(s.Tags, func(t Tag) bool { return t.Status != Rejected })
	case "notice":
		return len(c.Notices) > 0
	case "trial":
		return s.Study.Trial != ""
	case "registration":
		return len(c.Registry) > 0
	case "design":
		return s.Study.Design != ""
	case "n":
		return s.Study.N != 0
	}
	return false
}
