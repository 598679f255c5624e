package pubmedxml

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"dossier/cmd/corpustest"
	"dossier/evidence"
)

// tree is a plain reading of the XML, to compare the decoder with.
type tree struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Kids    []tree     `xml:",any"`
	Inner   string     `xml:",innerxml"`
}

func (n tree) all(path ...string) []tree {
	if len(path) == 0 {
		return []tree{n}
	}
	var out []tree
	for _, k := range n.Kids {
		if k.XMLName.Local == path[0] {
			out = append(out, k.all(path[1:]...)...)
		}
	}
	return out
}

func (n tree) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// words is all text of an element, in document order.
func (n tree) words() string {
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader("<x>" + n.Inner + "</x>"))
	d.Strict = false
	for {
		tok, err := d.RawToken()
		if err != nil {
			return b.String()
		}
		if c, ok := tok.(xml.CharData); ok {
			b.Write(c)
		}
	}
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '⁰' && r <= '⁹' || r >= '₀' && r <= '₉' || r == '¹' || r == '²' || r == '³':
			v, _ := strconv.Atoi(scriptDigit(r))
			return '0' + rune(v)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func scriptDigit(r rune) string {
	for i, s := range []string{"⁰₀", "¹₁", "²₂", "³₃", "⁴₄", "⁵₅", "⁶₆", "⁷₇", "⁸₈", "⁹₉"} {
		if strings.ContainsRune(s, r) {
			return strconv.Itoa(i)
		}
	}
	return "0"
}

// TestConformancePubMed decodes every recorded efetch answer and compares with a
// plain reading of the XML.
func TestConformancePubMed(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t, "api"), "pubmed", "efetch")
	files, err := filepath.Glob(filepath.Join(dir, "*.xml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded answers in %s: %v", dir, err)
	}
	var n struct{ articles, books, authors, groups, abstracts, dois, mesh, notices, dates int }
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var root tree
		d := xml.NewDecoder(strings.NewReader(string(data)))
		d.Strict = false
		if err := d.Decode(&root); err != nil {
			t.Fatal(err)
		}
		var want []tree
		for _, k := range append([]tree{root}, root.Kids...) { // the article may be the root
			if k.XMLName.Local == "PubmedArticle" || k.XMLName.Local == "PubmedBookArticle" {
				want = append(want, k)
			}
		}
		var got []evidence.Record
		if err := Decode(strings.NewReader(string(data)), func(r evidence.Record) error {
			got = append(got, r)
			return nil
		}); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if len(got) != len(want) {
			t.Fatalf("%s: %d records, want %d", file, len(got), len(want))
		}
		for i, w := range want {
			where := filepath.Base(file) + " " + string(got[i].PMID)
			if w.XMLName.Local == "PubmedBookArticle" {
				n.books++
				checkBook(t, where, w, got[i])
				continue
			}
			n.articles++
			art := w.all("MedlineCitation", "Article")[0]
			checkTitle(t, where, art, got[i])
			a, g := checkAuthors(t, where, art, got[i])
			n.authors, n.groups = n.authors+a, n.groups+g
			n.abstracts += checkAbstract(t, where, art, got[i])
			n.dois += checkDOI(t, where, w, got[i])
			n.mesh += checkMeSH(t, where, w, got[i])
			n.notices += checkNotices(t, where, w, got[i])
			n.dates += checkYear(t, where, art, got[i])
		}
	}
	t.Logf("%d files: %d articles, %d book articles, %d authors and %d groups, %d abstracts, %d DOIs, %d MeSH headings, %d notices, %d years",
		len(files), n.articles, n.books, n.authors, n.groups, n.abstracts, n.dois, n.mesh, n.notices, n.dates)
}

func checkTitle(t *testing.T, where string, art tree, r evidence.Record) {
	t.Helper()
	want := letters(art.all("ArticleTitle")[0].words())
	if got := letters(r.Title); got != want && got != letters(strings.TrimPrefix(want, "retracted")) {
		t.Errorf("%s: title\n got %s\nwant %s", where, got, want)
	}
	if strings.HasPrefix(r.Title, "[") && strings.HasSuffix(r.Title, "]") || strings.Contains(r.Title, "</") {
		t.Errorf("%s: title %q", where, r.Title)
	}
	for _, v := range art.all("VernacularTitle") {
		if letters(v.words()) != letters(r.OriginalTitle) {
			t.Errorf("%s: original title %q", where, r.OriginalTitle)
		}
	}
}

func checkAuthors(t *testing.T, where string, art tree, r evidence.Record) (persons, groups int) {
	t.Helper()
	i := 0
	for _, a := range art.all("AuthorList", "Author") {
		if a.attr("ValidYN") == "N" {
			continue
		}
		if i >= len(r.Authors) {
			t.Errorf("%s: only %d authors", where, len(r.Authors))
			return
		}
		p := r.Authors[i]
		i++
		if group := a.all("CollectiveName"); len(group) > 0 {
			groups++
			if letters(p.Literal) != letters(group[0].words()) {
				t.Errorf("%s: group %q", where, p.Literal)
			}
			continue
		}
		persons++
		if last := a.all("LastName"); len(last) > 0 && letters(last[0].words()) != letters(p.Family) {
			t.Errorf("%s: author %d is %+v", where, i, p)
		}
		if fore := a.all("ForeName"); len(fore) > 0 && letters(fore[0].words()) != letters(p.Given) {
			t.Errorf("%s: author %d is %+v", where, i, p)
		}
		if suffix := a.all("Suffix"); len(suffix) > 0 && suffix[0].words() != p.Suffix {
			t.Errorf("%s: author %d is %+v", where, i, p)
		}
	}
	if i != len(r.Authors) {
		t.Errorf("%s: %d authors, want %d", where, len(r.Authors), i)
	}
	for _, l := range art.all("AuthorList") {
		if (l.attr("CompleteYN") == "N") != r.AuthorsTruncated {
			t.Errorf("%s: truncated = %v", where, r.AuthorsTruncated)
		}
	}
	return persons, groups
}

func checkAbstract(t *testing.T, where string, art tree, r evidence.Record) int {
	t.Helper()
	want := ""
	for _, a := range art.all("Abstract", "AbstractText") {
		if label := a.attr("Label"); label != "" && label != "UNLABELLED" && a.words() != "" {
			want += letters(label)
		}
		// Some text was escaped once too often: "/mm&lt;pre&gt;3&lt;/pre&gt;".
		want += letters(strings.NewReplacer("<PRE>", "", "</PRE>", "").Replace(a.words()))
	}
	if got := letters(r.Abstract); got != want {
		t.Errorf("%s: abstract\n got %s\nwant %s", where, got, want)
	}
	if want == "" {
		return 0
	}
	return 1
}

func checkDOI(t *testing.T, where string, w tree, r evidence.Record) int {
	t.Helper()
	want := ""
	for _, id := range w.all("PubmedData", "ArticleIdList", "ArticleId") {
		if id.attr("IdType") == "doi" && want == "" {
			want = strings.TrimSpace(id.words())
		}
	}
	for _, loc := range w.all("MedlineCitation", "Article", "ELocationID") {
		if loc.attr("EIdType") == "doi" && loc.attr("ValidYN") == "Y" && want == "" {
			want = strings.TrimSpace(loc.words())
		}
	}
	if string(r.DOI) != want {
		t.Errorf("%s: DOI %q, want %q", where, r.DOI, want)
	}
	if want == "" {
		return 0
	}
	return 1
}

func checkMeSH(t *testing.T, where string, w tree, r evidence.Record) int {
	t.Helper()
	headings := w.all("MedlineCitation", "MeshHeadingList", "MeshHeading")
	if len(headings) != len(r.MeSH) {
		t.Errorf("%s: %d MeSH headings, want %d", where, len(r.MeSH), len(headings))
		return 0
	}
	for i, h := range headings {
		major := strings.Contains(h.Inner, `MajorTopicYN="Y"`)
		if m := r.MeSH[i]; m.Descriptor != h.all("DescriptorName")[0].words() || m.Major != major || len(m.Qualifiers) != len(h.all("QualifierName")) {
			t.Errorf("%s: MeSH %+v, want %s", where, m, h.Inner)
		}
	}
	return len(headings)
}

func checkNotices(t *testing.T, where string, w tree, r evidence.Record) int {
	t.Helper()
	want := 0
	for _, cc := range w.all("MedlineCitation", "CommentsCorrectionsList", "CommentsCorrections") {
		switch cc.attr("RefType") {
		case "RetractionIn", "ErratumIn", "ExpressionOfConcernIn", "RepublishedIn", "UpdateIn":
			want++
			found := false
			for _, n := range r.Notices {
				if len(cc.all("PMID")) == 0 || cc.all("PMID")[0].words() == string(n.PMID) {
					found = found || letters(n.Text) == letters(cc.all("RefSource")[0].words())
				}
			}
			if !found {
				t.Errorf("%s: no notice for %s in %+v", where, cc.Inner, r.Notices)
			}
		}
	}
	retracted := false
	for _, p := range w.all("MedlineCitation", "Article", "PublicationTypeList", "PublicationType") {
		retracted = retracted || p.words() == "Retracted Publication"
	}
	stated := false
	for _, n := range r.Notices {
		stated = stated || n.Kind.Retracted()
	}
	if retracted != stated {
		t.Errorf("%s: retracted = %v, want %v", where, stated, retracted)
	}
	return want
}

func checkYear(t *testing.T, where string, art tree, r evidence.Record) int {
	t.Helper()
	want := ""
	for _, d := range art.all("Journal", "JournalIssue", "PubDate") {
		for _, y := range append(d.all("Year"), d.all("MedlineDate")...) {
			want = y.words()[:4]
		}
	}
	if want == "" {
		return 0
	}
	if strconv.Itoa(r.Date.Year) != want {
		t.Errorf("%s: date %v, want year %s", where, r.Date, want)
	}
	return 1
}

func checkBook(t *testing.T, where string, w tree, r evidence.Record) {
	t.Helper()
	doc := w.all("BookDocument")[0]
	if len(doc.all("ArticleTitle")) > 0 && letters(doc.all("ArticleTitle")[0].words()) != letters(r.Title) {
		t.Errorf("%s: title %q", where, r.Title)
	}
	named := len(doc.all("ArticleTitle")) > 0 || len(doc.all("Book", "BookTitle")) > 0
	if r.PMID == "" || named && (r.Date.Year == 0 || r.Title == "") {
		t.Errorf("%s: incomplete: %+v", where, r.Citation)
	}
}
