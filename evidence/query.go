package evidence

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/evidence/notation"
)

// Query asks for studies:
//
//	drug:upadacitinib outcome:vte design:rct year:2020..2025 status:included "atopic dermatitis" -tag:acne
//
// Terms stand side by side (all must hold), with OR between them, a minus or
// NOT before them, and parentheses around them. Words without a field are
// looked for in title, abstract, keywords, authors and journal, whole and
// without regard to case and accents; a star at the end stands for any ending.
// ParseQuery reads one, Expand gives its drugs and outcomes their members,
// Match applies it. The zero Query matches every study.
type Query struct {
	text string
	root *QueryExpr
}

// QueryOp is the kind of a QueryExpr.
type QueryOp int

// The kinds of expression.
const (
	QueryTerm QueryOp = iota
	QueryAnd
	QueryOr
	QueryNot
)

// QueryExpr is one node of a query, for those who look things up by it.
type QueryExpr struct {
	Op     QueryOp
	Kids   []*QueryExpr // of And, Or; one of Not
	Field  QueryField   // of a term
	Value  string       // of a term, as typed, without quotes and star
	Words  []string     // of a term: Value folded, word by word
	Prefix bool         // of a term: the last word is a beginning
	IDs    []string     // of drug, outcome and tag: the vocabulary ids that match
	From   int          // of year, inclusive
	To     int          // of year, inclusive
	Pos    int          // byte offset in the query
}

// QueryField is what a term asks about.
type QueryField string

// The fields of the query language.
const (
	QueryText       QueryField = "text"
	QueryDrug       QueryField = "drug"
	QueryOutcome    QueryField = "outcome"
	QueryTag        QueryField = "tag"
	QueryDesign     QueryField = "design"
	QueryYear       QueryField = "year"
	QueryStatus     QueryField = "status"
	QueryKey        QueryField = "key"
	QueryDOI        QueryField = "doi"
	QueryPMID       QueryField = "pmid"
	QueryAuthor     QueryField = "author"
	QueryJournal    QueryField = "journal"
	QueryTitle      QueryField = "title"
	QueryAbstract   QueryField = "abstract"
	QueryPopulation QueryField = "population"
	QueryTrial      QueryField = "trial"
	QueryPending    QueryField = "pending"
	QueryNotice     QueryField = "notice"
	QueryHas        QueryField = "has"
)

// queryFields lists the fields in the order in which help prints them.
func queryFields() []QueryField {
	return []QueryField{
		QueryDrug, QueryOutcome, QueryTag, QueryDesign, QueryYear, QueryStatus, QueryKey, QueryDOI, QueryPMID, QueryAuthor, QueryJournal,
		QueryTitle, QueryAbstract, QueryText, QueryPopulation, QueryTrial, QueryPending, QueryNotice, QueryHas,
	}
}

// QueryError says where a query cannot be read and what to type instead.
type QueryError struct {
	Query   string
	Pos     int // byte offset
	Message string
	Next    string
}

func (e *QueryError) Error() string {
	column := utf8.RuneCountInString(e.Query[:min(e.Pos, len(e.Query))]) + 1
	return fmt.Sprintf("query %q, column %d: %s; %s", e.Query, column, e.Message, e.Next)
}

// String is the query as typed.
func (q Query) String() string { return q.text }

// IsZero reports a query that asks nothing.
func (q Query) IsZero() bool { return q.root == nil }

// Root is the expression to match, nil when the query asks nothing.
func (q Query) Root() *QueryExpr { return q.root }

// ParseQuery reads a query. The error is a *QueryError.
func ParseQuery(s string) (Query, error) {
	p := queryParser{text: s}
	root, err := p.or(0)
	if err != nil {
		return Query{}, err
	}
	if p.blank(); p.pos < len(s) {
		return Query{}, p.fail(p.pos, "a closing parenthesis without an opening one", "remove it, or put the text in quotes")
	}
	return Query{text: s, root: root}, nil
}

type queryParser struct {
	text string
	pos  int
}

// maxQueryDepth bounds the nesting of parentheses and negations.
const maxQueryDepth = 200

func (p *queryParser) fail(pos int, message, next string) error {
	return &QueryError{Query: p.text, Pos: pos, Message: message, Next: next}
}

func (p *queryParser) blank() {
	for p.pos < len(p.text) {
		r, n := utf8.DecodeRuneInString(p.text[p.pos:])
		if !unicode.IsSpace(r) {
			return
		}
		p.pos += n
	}
}

// word tells whether the operator w stands next, as a word of its own.
func (p *queryParser) word(w string) bool {
	p.blank()
	rest, ok := strings.CutPrefix(p.text[p.pos:], w)
	if !ok {
		return false
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || unicode.IsSpace(r) || r == '(' || r == ')'
}

func (p *queryParser) or(depth int) (*QueryExpr, error) {
	kids, err := p.list(depth)
	if err != nil {
		return nil, err
	}
	alternatives := []*QueryExpr{kids}
	for p.word("OR") {
		at := p.pos
		p.pos += len("OR")
		next, err := p.list(depth)
		if err != nil {
			return nil, err
		}
		if next == nil || kids == nil {
			return nil, p.fail(at, "OR needs a term on both sides", "put one there, or write \"OR\" in quotes to search for the word")
		}
		alternatives = append(alternatives, next)
	}
	if len(alternatives) == 1 {
		return kids, nil
	}
	return &QueryExpr{Op: QueryOr, Kids: alternatives, Pos: alternatives[0].Pos}, nil
}

// list reads terms side by side; nil when there is none.
func (p *queryParser) list(depth int) (*QueryExpr, error) {
	var kids []*QueryExpr
	for {
		if p.word("AND") {
			p.pos += len("AND")
			continue
		}
		p.blank()
		if p.pos == len(p.text) || p.text[p.pos] == ')' || p.word("OR") {
			break
		}
		kid, err := p.unary(depth)
		if err != nil {
			return nil, err
		}
		kids = append(kids, kid)
	}
	switch len(kids) {
	case 0:
		return nil, nil
	case 1:
		return kids[0], nil
	}
	return &QueryExpr{Op: QueryAnd, Kids: kids, Pos: kids[0].Pos}, nil
}

func (p *queryParser) unary(depth int) (*QueryExpr, error) {
	at := p.pos
	if depth > maxQueryDepth {
		return nil, p.fail(at, "parentheses are nested too deeply", "simplify the query")
	}
	switch {
	case p.word("NOT"):
		p.pos += len("NOT")
	case p.text[p.pos] == '-':
		p.pos++
	case p.text[p.pos] == '(':
		return p.group(depth)
	default:
		return p.term()
	}
	p.blank()
	if p.pos == len(p.text) || p.text[p.pos] == ')' {
		return nil, p.fail(at, "nothing to negate", "put a term after the minus, as in -tag:acne")
	}
	kid, err := p.unary(depth + 1)
	if err != nil {
		return nil, err
	}
	return &QueryExpr{Op: QueryNot, Kids: []*QueryExpr{kid}, Pos: at}, nil
}

func (p *queryParser) group(depth int) (*QueryExpr, error) {
	at := p.pos
	p.pos++
	kid, err := p.or(depth + 1)
	if err != nil {
		return nil, err
	}
	if p.blank(); p.pos == len(p.text) {
		return nil, p.fail(at, "this parenthesis is not closed", "add ) at the end")
	}
	p.pos++
	if kid == nil {
		return nil, p.fail(at, "empty parentheses", "put a term between them or remove them")
	}
	return kid, nil
}

// term reads field:value, a word or a quoted phrase.
func (p *queryParser) term() (*QueryExpr, error) {
	at := p.pos
	field := QueryText
	if i := strings.IndexAny(p.text[at:], ":\"() \t\n"); i > 0 && p.text[at+i] == ':' && isFieldName(p.text[at:at+i]) {
		f, ok := queryField(p.text[at : at+i])
		if !ok {
			return nil, p.fail(at, fmt.Sprintf("there is no field %q", p.text[at:at+i]),
				"fields are "+joinFields()+"; put text with a colon in quotes")
		}
		field = f
		p.pos += i + 1
	}
	if field == QueryText && at == p.pos {
		return p.values(field, at, false)
	}
	if p.pos == len(p.text) || p.text[p.pos] == ' ' || p.text[p.pos] == ')' {
		return nil, p.fail(at, fmt.Sprintf("%s: has no value", field), fmt.Sprintf("write it without a blank, as in %s", queryExample(field)))
	}
	return p.values(field, at, true)
}

// values reads one value, or several with commas between them, of which any may
// hold.
func (p *queryParser) values(field QueryField, at int, lists bool) (*QueryExpr, error) {
	var any []*QueryExpr
	for {
		value, quoted, err := p.value(lists)
		if err != nil {
			return nil, err
		}
		e, err := p.makeTerm(field, value, quoted, at)
		if err != nil {
			return nil, err
		}
		any = append(any, e)
		if !lists || p.pos == len(p.text) || p.text[p.pos] != ',' {
			break
		}
		p.pos++
	}
	if len(any) == 1 {
		return any[0], nil
	}
	return &QueryExpr{Op: QueryOr, Kids: any, Pos: at}, nil
}

// value reads up to a blank, or to the closing quote. Parentheses inside a word
// belong to it when they are balanced, as in some DOIs.
func (p *queryParser) value(comma bool) (value string, quoted bool, err error) {
	start := p.pos
	if start < len(p.text) && p.text[start] == '"' {
		end := strings.IndexByte(p.text[start+1:], '"')
		if end < 0 {
			return "", true, p.fail(start, "this quote is not closed", "add \" at the end of the phrase")
		}
		p.pos = start + 1 + end + 1
		return p.text[start+1 : start+1+end], true, nil
	}
	open := 0
	for p.pos < len(p.text) {
		r, n := utf8.DecodeRuneInString(p.text[p.pos:])
		if unicode.IsSpace(r) || r == '"' || r == ',' && comma {
			break
		}
		if r == '(' {
			open++
		}
		if r == ')' {
			if open == 0 {
				break
			}
			open--
		}
		p.pos += n
	}
	if p.pos == start {
		return "", false, p.fail(start, "a value is missing here", "remove the comma or add a value")
	}
	return p.text[start:p.pos], false, nil
}

func (p *queryParser) makeTerm(field QueryField, value string, quoted bool, at int) (*QueryExpr, error) {
	e := &QueryExpr{Op: QueryTerm, Field: field, Value: value, Pos: at}
	if !quoted && strings.HasSuffix(value, "*") {
		e.Value, e.Prefix = strings.TrimRight(value, "*"), true
	}
	e.Words = strings.Fields(notation.Fold(e.Value))
	if field == QueryText && !quoted && strings.HasPrefix(value, "10.") && strings.Contains(value, "/") {
		e.Field = bareDOI(value)
	}
	if field == QueryYear {
		return e, p.years(e)
	}
	if field == QueryNotice { // expression_of_concern, "expression of concern"
		e.Value = strings.NewReplacer("_", "-", " ", "-").Replace(e.Value)
	}
	if allowed := queryValues(field); allowed != nil && !e.isOneOf(allowed) {
		return nil, p.fail(at, fmt.Sprintf("%s: does not know %q", field, value), oneOf(e.Value, allowed))
	}
	switch {
	case len(e.Words) == 0 && e.Value == "":
		return nil, p.fail(at, "a star alone matches everything", "leave it out")
	case len(e.Words) == 0:
		return nil, p.fail(at, fmt.Sprintf("%q has no letter or digit", value), "write a word")
	}
	e.IDs = []string{strings.ToLower(e.Value)}
	return e, nil
}

// isOneOf tells whether the term names one of some values, or begins one.
func (e *QueryExpr) isOneOf(values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return e.equalFold(v) })
}

// oneOf says which values there are, the nearest to what was typed first.
func oneOf(typed string, values []string) string {
	terms := map[string]string{} // whole, and word by word
	for _, v := range values {
		words := strings.FieldsFunc(v, func(r rune) bool { return r == '-' || r == ' ' })
		if len(words) > 1 {
			for _, word := range words {
				addTerm(terms, word, v)
			}
		}
	}
	for _, v := range values {
		terms[termKey(v)] = v
	}
	near := nearTerms(termKey(typed), terms)
	list := "use one of " + strings.Join(values, ", ")
	if len(near) == 0 {
		return list
	}
	return "did you mean " + near[0] + "? " + list
}

// CheckDesigns tells whether every design that the query asks for is one of
// some, or words of one; a design that none of them has would match no study.
// The error is a *QueryError that lists them.
func (q Query) CheckDesigns(designs []string) error {
	if q.root == nil {
		return nil
	}
	return q.checkDesigns(q.root, designs)
}

func (q Query) checkDesigns(e *QueryExpr, designs []string) error {
	for _, kid := range e.Kids {
		if err := q.checkDesigns(kid, designs); err != nil {
			return err
		}
	}
	if e.Op != QueryTerm || e.Field != QueryDesign || slices.ContainsFunc(designs, e.inText) {
		return nil
	}
	return &QueryError{Query: q.text, Pos: e.Pos, Message: fmt.Sprintf("no study has the design %q", e.Value), Next: oneOf(e.Value, designs)}
}

// bareDOI takes a DOI without field for one.
func bareDOI(value string) QueryField {
	if _, err := ParseDOI(value); err != nil {
		return QueryText
	}
	return QueryDOI
}

// years reads 2020, 2020..2025, 2020.., ..2025, >=2020, <2021.
func (p *queryParser) years(e *QueryExpr) error {
	const first, last = 0, 9999
	bad := func() error {
		return p.fail(e.Pos, fmt.Sprintf("%q is no year or range of years", e.Value), "write year:2020, year:2020..2025, year:2020.. or year:..2025")
	}
	number := func(s string, empty int) (int, bool) {
		if s == "" {
			return empty, true
		}
		n, err := strconv.Atoi(s)
		return n, err == nil && len(s) == 4 && n > 0
	}
	from, to, isRange := strings.Cut(e.Value, "..")
	var okFrom, okTo bool
	switch {
	case isRange:
		e.From, okFrom = number(from, first)
		e.To, okTo = number(to, last)
		okFrom = okFrom && (from != "" || to != "")
	case strings.HasPrefix(e.Value, ">="):
		e.From, okFrom = number(e.Value[2:], -1)
		e.To, okTo = last, true
	case strings.HasPrefix(e.Value, "<="):
		e.To, okTo = number(e.Value[2:], -1)
		okFrom = true
	case strings.HasPrefix(e.Value, ">"):
		e.From, okFrom = number(e.Value[1:], -1)
		e.From++
		e.To, okTo = last, true
	case strings.HasPrefix(e.Value, "<"):
		e.To, okTo = number(e.Value[1:], -1)
		e.To--
		okFrom = true
	default:
		e.From, okFrom = number(e.Value, -1)
		e.To, okTo = e.From, true
	}
	if !okFrom || !okTo || e.Prefix || e.From < 0 || e.To < 0 {
		return bad()
	}
	if e.From > e.To {
		return p.fail(e.Pos, fmt.Sprintf("the range %s is empty", e.Value), fmt.Sprintf("write year:%d..%d", e.To, e.From))
	}
	return nil
}

func isFieldName(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' {
			return false
		}
	}
	return s != ""
}

func queryField(name string) (QueryField, bool) {
	name = strings.ToLower(name)
	switch name {
	case "registry", "nct":
		return QueryTrial, true
	case "authors":
		return QueryAuthor, true
	case "screened":
		return QueryStatus, true
	}
	return QueryField(name), slices.Contains(queryFields(), QueryField(name))
}

func joinFields() string {
	var names []string
	for _, f := range queryFields() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// queryValues lists the values of fields that take no others; nil = any.
func queryValues(f QueryField) []string {
	switch f {
	case QueryStatus:
		return []string{Included, Excluded, ScreeningConflict, "unscreened", "suggested", "confirmed", "rejected"}
	case QueryHas:
		return []string{"abstract", "doi", "pmid", "finding", "tag", "notice", "trial", "registration", "design", "n"}
	case QueryNotice:
		values := []string{"yes", "no", "retracted"}
		for _, kind := range noticeKinds() {
			values = append(values, string(kind))
		}
		return values
	}
	return nil
}

func queryExample(f QueryField) string {
	switch f {
	case QueryDrug:
		return "drug:tofacitinib"
	case QueryOutcome, QueryTag:
		return string(f) + ":vte"
	case QueryYear:
		return "year:2020..2025"
	case QueryStatus:
		return "status:included"
	case QueryPending:
		return "pending:yes"
	case QueryNotice:
		return "notice:retraction"
	case QueryDesign:
		return "design:rct"
	case QueryDOI:
		return "doi:10.1056/nejmoa2109927"
	case QueryHas:
		return "has:abstract"
	}
	return string(f) + ":word or " + string(f) + `:"several words"`
}
