package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"

	"dossier/evidence"
	"dossier/store"
)

// reviewLibrary makes a library of n made-up trials with their suggestions
// stored, and an app that works on it.
func reviewLibrary(t testing.TB, n int) *app {
	t.Helper()
	path := filepath.Join(t.TempDir(), libraryName)
	repo, err := store.Create(t.Context(), path, store.Actor{Name: "anna"})
	if err != nil {
		t.Fatal(err)
	}
	var records []evidence.Record
	for i := range n {
		records = append(records, evidence.Record{Origin: evidence.Origin{Format: "pubmed"}, Citation: evidence.Citation{
			PMID: evidence.PMID(fmt.Sprint(90000000 + i)), Type: evidence.TypeArticle, Date: evidence.Date{Year: 2022},
			Title:   fmt.Sprintf("Cardiovascular safety of tofacitinib: randomised trial number %d", i),
			Authors: []evidence.Person{{Family: fmt.Sprintf("Stone%05d", i), Given: "B"}},
			Abstract: fmt.Sprintf("METHODS: In this trial %d patients with rheumatoid arthritis were randomly assigned to tofacitinib or adalimumab. ", 500+i) +
				"RESULTS: The risk of major adverse cardiovascular events was higher with tofacitinib than with adalimumab (hazard ratio 1.42, 95% CI 0.88 to 2.29).",
		}})
	}
	if _, err := repo.AddStudies(t.Context(), store.Batch{ID: "b", What: "add", Records: records}); err != nil {
		t.Fatal(err)
	}
	if err := repo.Close(); err != nil {
		t.Fatal(err)
	}
	a := newApp(strings.NewReader(""), io.Discard, io.Discard)
	a.library, a.as, a.settings = path, "anna", &settings{}
	if err := runSuggest(t.Context(), a, nil); err != nil {
		t.Fatal(err)
	}
	return a
}

func reviewOf(t testing.TB, a *app) *review {
	t.Helper()
	var keys []string
	err := a.read(t.Context(), func(repo *store.Repo) error {
		heads, err := matchingHeads(t.Context(), repo, evidence.DefaultVocabulary(), "")
		for _, h := range heads {
			keys = append(keys, h.Key)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := newReview(&libraryShelf{t.Context(), a}, evidence.DefaultVocabulary(), "anna", a.now, keys)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// statesOf are all suggestions of a study in the library, by id.
func statesOf(t testing.TB, a *app, key string) map[string]string {
	t.Helper()
	known, err := (&libraryShelf{t.Context(), a}).load(key)
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]string{}
	for _, s := range known.suggestions() {
		states[s.id()] = string(s.status())
	}
	return states
}

func press(t testing.TB, r *review, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if err := r.press(key); err != nil {
			t.Fatalf("key %q: %v", key, err)
		}
	}
}

// to moves to a suggestion of the study on the screen.
func to(t testing.TB, r *review, id string) {
	t.Helper()
	for i := range r.list {
		if r.list[i].id() == id {
			r.cur = i
			return
		}
	}
	t.Fatalf("%s is not on the screen", id)
}

func TestReview(t *testing.T) {
	a := reviewLibrary(t, 3)
	r := reviewOf(t, a)
	key := r.know.study.Key
	press(t, r, "a", "s", "r")
	got := statesOf(t, a, key)
	want := map[string]string{
		key + ":drug:adalimumab": "confirmed", key + ":drug:tofacitinib": "suggested", key + ":outcome:mace": "rejected",
		key + ":design": "suggested", key + ":population": "suggested", key + ":n": "suggested", "F001": "suggested",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("after accept, skip, reject (-want +got):\n%s", diff)
	}

	press(t, r, "u")
	if got := statesOf(t, a, key)[key+":outcome:mace"]; got != "suggested" {
		t.Errorf("after undo the outcome is %s", got)
	}
	if id := r.list[r.cur].id(); id != key+":outcome:mace" {
		t.Errorf("undo goes back to %s", id)
	}
	press(t, r, "u", "u")
	if got := statesOf(t, a, key)[key+":drug:adalimumab"]; got != "suggested" || r.accepted != 0 {
		t.Errorf("after a second undo the drug is %s, %d accepted", got, r.accepted)
	}

	t.Run("change", func(t *testing.T) {
		to(t, r, key+":n")
		press(t, r, "c", "backspace", "backspace", "backspace", "4", "9", "8", "enter")
		to(t, r, "F001")
		press(t, r, "c", "ctrl+u")
		press(t, r, strings.Split("comparator=nonsense", "")...)
		press(t, r, "enter")
		if !strings.Contains(r.message, "nonsense") || statesOf(t, a, key)["F001"] != "suggested" {
			t.Errorf("a comparator that is none: message %q", r.message)
		}
		press(t, r, "c", "ctrl+u")
		press(t, r, strings.Split("dose=5 mg BID; analysis_set=safety", "")...)
		press(t, r, "enter")
		known, err := r.shelf.load(key)
		if err != nil {
			t.Fatal(err)
		}
		f := known.findings[0]
		if f.Status != evidence.Confirmed || !f.Usable || f.Dose != "5 mg BID" || f.AnalysisSet != "safety" || f.By != "anna" || f.Estimate != "1.42" || f.Source.Quote.Text == "" {
			t.Errorf("finding %+v", f)
		}
		if known.study.N != 498 {
			t.Errorf("n is %d", known.study.N)
		}
	})

	t.Run("to the end and back", func(t *testing.T) {
		for range 100 {
			if r.end {
				break
			}
			press(t, r, "a")
		}
		if !r.end || !strings.Contains(strings.Join(r.view(80, 24, brush{}), "\n"), "Nothing more waits") {
			t.Fatal("the review does not end")
		}
		// Three were skipped over on the first study when the cursor moved.
		press(t, r, "p")
		if r.end || r.know.study.Key != key {
			t.Errorf("p at the end shows %s", r.know.study.Key)
		}
		press(t, r, "n")
		if !r.end {
			t.Error("n does not come back to the end")
		}
		press(t, r, "u", "?", "x")
		if r.end || r.help {
			t.Error("undo at the end shows no suggestion")
		}
		press(t, r, "q")
		if !r.quit {
			t.Error("q does not quit")
		}
	})

	t.Run("undo leaves alone what others did", func(t *testing.T) {
		press(t, r, "a")
		err := a.write(t.Context(), "test", func(repo *store.Repo) error {
			return onlyErr(repo.PutSetting(t.Context(), "other", []byte("1")))
		})
		if err != nil {
			t.Fatal(err)
		}
		press(t, r, "u")
		if !strings.Contains(r.message, "changed since") {
			t.Errorf("message %q", r.message)
		}
	})
}

// stripped is a line without its paint.
func stripped(line string) string {
	var b strings.Builder
	for line != "" {
		if rest, ok := strings.CutPrefix(line, "\x1b["); ok {
			line = rest[strings.IndexByte(rest, 'm')+1:]
			continue
		}
		_, n := utf8.DecodeRuneInString(line)
		b.WriteString(line[:n])
		line = line[n:]
	}
	return b.String()
}

func TestReviewView(t *testing.T) {
	r := reviewOf(t, reviewLibrary(t, 2))
	for _, size := range [][2]int{{80, 24}, {200, 60}, {40, 12}, {20, 8}, {10, 4}, {1, 1}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			for _, b := range []brush{{true}, {false}} {
				lines := r.view(size[0], size[1], b)
				if want := max(size[1], 4); len(lines) != want {
					t.Errorf("%d lines, want %d", len(lines), want)
				}
				for _, line := range lines {
					if w := runewidth.StringWidth(stripped(line)); w > max(size[0], 10) {
						t.Errorf("%d columns: %q", w, line)
					}
				}
			}
		})
	}
	to(t, r, "F001")
	for _, c := range []struct {
		name  string
		brush brush
		want  []string
	}{
		{"coloured", brush{true}, []string{"\x1b[36mtofacitinib\x1b[0m", "\x1b[33mCardiovascular safety\x1b[0m", "\x1b[1;7mhazard ratio 1.42, 95% CI 0.88 to 2.29\x1b[0m", "HR 1.42 (0.88–2.29)"}},
		{"NO_COLOR", brush{false}, []string{"\x1b[4mtofacitinib\x1b[0m", "\x1b[1;7mhazard ratio"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			screen := strings.Join(r.view(160, 40, c.brush), "\n")
			for _, want := range c.want {
				if !strings.Contains(screen, want) {
					t.Errorf("%q is not on the screen:\n%s", want, screen)
				}
			}
		})
	}
	t.Run("the words are in sight", func(t *testing.T) {
		screen := strings.Join(r.view(30, 16, brush{}), "\n")
		if !strings.Contains(screen, "1;7mhazard ratio") {
			t.Errorf("not in sight:\n%s", screen)
		}
	})
}

func TestPage(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      int
		want       []string
	}{
		{"at blanks", "one two three", 8, []string{"one two", "three"}},
		{"exactly full", "one two", 7, []string{"one two"}},
		{"blank at the edge", "one two three", 7, []string{"one two", "three"}},
		{"long word", "abcdefghij k", 4, []string{"abcd", "efgh", "ij k"}},
		{"line breaks", "a\nb", 9, []string{"a", "b"}},
		{"wide letters", "日本語 日本", 6, []string{"日本語", "日本"}},
		{"control characters", "a\x1b[31mb\u202ec", 20, []string{"a [31mb·c"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPage("abstract", c.text, c.width)
			var got []string
			for i := range p.lines {
				got = append(got, p.line(i, nil, brush{}))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzPage(f *testing.F) {
	f.Add("one two three", 5)
	f.Add("日本語\n\x1b]0;x\a é", 2)
	f.Fuzz(func(t *testing.T, text string, width int) {
		width = 1 + (width%200+200)%200
		p := newPage("abstract", text, width)
		for i := range p.lines {
			line := p.line(i, []mark{{evidence.Span{Field: "abstract", Start: width % 7, End: 20}, paintDrug}}, brush{true})
			plain := stripped(line)
			if strings.ContainsFunc(plain, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Errorf("control character in %q", plain)
			}
			if w := runewidth.StringWidth(plain); w > width && utf8.RuneCountInString(plain) > 1 {
				t.Errorf("%d columns of %d: %q", w, width, plain)
			}
		}
		if p.lineOf(len(p.runes)) > len(p.lines) {
			t.Error("no such line")
		}
	})
}

func TestDecodeKeys(t *testing.T) {
	for _, c := range []struct {
		name, in string
		keys     []string
		rest     string
	}{
		{"letters", "ar", []string{"a", "r"}, ""},
		{"named", "\r\x7f\x03\x15", []string{"enter", "backspace", "ctrl+c", "ctrl+u"}, ""},
		{"arrows", "\x1b[A\x1bOB\x1b[5~\x1b[6~", []string{"up", "down", "pgup", "pgdn"}, ""},
		{"escape alone", "\x1b", []string{"esc"}, ""},
		{"unknown sequence", "\x1b[15;2~a", []string{"a"}, ""},
		{"half a letter", "a\xc3", []string{"a"}, "\xc3"},
		{"broken letter", "\xffa", []string{"a"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			keys, rest := decodeKeys([]byte(c.in))
			if diff := cmp.Diff(c.keys, keys); diff != "" || string(rest) != c.rest {
				t.Errorf("rest %q, keys (-want +got):\n%s", rest, diff)
			}
		})
	}
}

// TestReviewTerminal drives the program through a terminal of its own.
func TestReviewTerminal(t *testing.T) {
	tmux, err := exec.LookPath("tmux")
	if err != nil {
		t.Skip("SKIP: tmux is not installed; the screen is tested without a terminal only")
	}
	a := reviewLibrary(t, 2)
	dir := t.TempDir()
	program := filepath.Join(dir, "dossier") // the test binary under this name is the program
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, program); err != nil {
		t.Skipf("SKIP: %v", err)
	}
	socket := filepath.Join(dir, "s")
	run := func(args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), tmux, append([]string{"-S", socket, "-f", "/dev/null"}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("tmux %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	see := func(want string) {
		t.Helper()
		screen := ""
		for range 200 {
			if screen = run("capture-pane", "-p"); strings.Contains(screen, want) {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("%q never came:\n%s", want, screen)
	}
	run("new-session", "-d", "-x", "100", "-y", "30", "env", "DOSSIER_AS=anna", "DOSSIER_CONFIG="+filepath.Join(dir, "none.toml"), "TERM=screen",
		"sh", "-c", quoteArg(program)+" review --library "+quoteArg(a.library)+"; sleep 60")
	defer func() { _ = exec.Command(tmux, "-S", socket, "kill-server").Run() }()
	see("study 1 of 2, 7 of 7 open")
	see("hazard ratio 1.42")
	run("send-keys", "a")
	see("accepted stone2022:drug:adalimumab")
	run("send-keys", "r")
	see("5 of 7 open")
	run("send-keys", "u")
	see("took back: stone2022:drug:tofacitinib")
	run("resize-window", "-x", "40", "-y", "14")
	see("a c r s u n p q ?")
	run("send-keys", "Down")
	run("send-keys", "c")
	see("change to: ")
	run("send-keys", "Escape")
	see("not changed")
	run("send-keys", "q")
	see("1 accepted, 0 rejected")
	key := "stone2022"
	if got := statesOf(t, a, key); got[key+":drug:adalimumab"] != "confirmed" || got[key+":drug:tofacitinib"] != "suggested" {
		t.Errorf("the library has %v", got)
	}
}

// BenchmarkReviewKey is one accepted suggestion and the next screen, in a
// library with about 5,000 open suggestions.
func BenchmarkReviewKey(b *testing.B) {
	a := reviewLibrary(b, 5000/7+1)
	r := reviewOf(b, a)
	for b.Loop() {
		if r.end {
			b.StopTimer()
			r = reviewOf(b, a)
			b.StartTimer()
		}
		press(b, r, "a")
		r.view(100, 40, brush{true})
	}
}

// BenchmarkReviewOpen is the time to the first screen in that library.
func BenchmarkReviewOpen(b *testing.B) {
	a := reviewLibrary(b, 5000/7+1)
	for b.Loop() {
		reviewOf(b, a).view(100, 40, brush{true})
	}
}
