package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/clipperhouse/displaywidth"
	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/store"
)

// reviewLibrary makes a library of n made-up trials with their suggestions
// stored, and an app that works on it.
func reviewLibrary(t testing.TB, n int) *app {
	t.Helper()
	var trials []evidence.Citation
	for i := range n {
		trials = append(trials, evidence.Citation{
			Title: fmt.Sprintf("Cardiovascular safety of tofacitinib: randomised trial number %d", i),
			Abstract: fmt.Sprintf("METHODS: In this trial %d patients with rheumatoid arthritis were randomly assigned to tofacitinib or adalimumab. ", 500+i) +
				"RESULTS: The risk of major adverse cardiovascular events was higher with tofacitinib than with adalimumab (hazard ratio 1.42, 95% CI 0.88 to 2.29).",
		})
	}
	return reviewLibraryOf(t, trials)
}

func reviewLibraryOf(t testing.TB, trials []evidence.Citation) *app {
	t.Helper()
	path := filepath.Join(t.TempDir(), libraryName)
	repo, err := store.Create(t.Context(), path, store.Actor{Name: "anna"})
	if err != nil {
		t.Fatal(err)
	}
	var records []evidence.Record
	for i, c := range trials {
		c.PMID, c.Type, c.Date = evidence.PMID(fmt.Sprint(90000000+i)), evidence.TypeArticle, evidence.Date{Year: 2022}
		c.Authors = []evidence.Person{{Family: fmt.Sprintf("Stone%05d", i), Given: "B"}}
		records = append(records, evidence.Record{Origin: evidence.Origin{Format: "pubmed"}, Citation: c})
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

// press gives the screen keys by their names, or characters.
func press(t testing.TB, r *review, keys ...string) {
	t.Helper()
	named := map[string]tea.Key{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "backspace": {Code: tea.KeyBackspace},
		"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown},
		"ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
	}
	for _, name := range keys {
		key, ok := named[name]
		if !ok {
			c, _ := utf8.DecodeRuneInString(name)
			key = tea.Key{Code: c, Text: name}
		}
		if r.Update(tea.KeyPressMsg(key)); r.failed != nil {
			t.Fatalf("key %q: %v", name, r.failed)
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
		r.quit = false
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
					if w := displaywidth.String(stripped(line)); w > max(size[0], 10) {
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
		{"marks without width", "a" + strings.Repeat("\u0301", 9), 1, []string{"a" + strings.Repeat("\u0301", 7), "\u0301\u0301"}},
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
			if w := displaywidth.String(plain); w > width && utf8.RuneCountInString(plain) > 1 {
				t.Errorf("%d columns of %d: %q", w, width, plain)
			}
		}
		if p.lineOf(len(p.runes)) > len(p.lines) {
			t.Error("no such line")
		}
	})
}

// TestReviewOnScreen gives bytes to the program as a terminal does, and looks at
// what is stored.
func TestReviewOnScreen(t *testing.T) {
	const key = "stone2022"
	a := reviewLibrary(t, 2)
	open := func(t *testing.T) (r *review, terminal *os.File, run func(context.Context) error) {
		r = reviewOf(t, a)
		in, terminal, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := os.Create(filepath.Join(t.TempDir(), "out"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { in.Close(); terminal.Close(); out.Close() })
		a.in, a.out = in, out
		return r, terminal, func(ctx context.Context) error { return onScreen(ctx, a, r) }
	}
	wait := func(r *review, want string) { // until a suggestion of the first study has this state
		for range 600 { // pauses longer than those in which a writer tries again
			if statesOf(t, a, key)[r.list[0].id()] == want {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Errorf("%s never became %s", r.list[0].id(), want)
	}
	undoAll := func(t *testing.T, r *review) {
		for len(r.steps) > 0 {
			r.quit = false
			press(t, r, "u")
		}
	}
	for _, c := range []struct {
		name, typed string
		want        map[string]string // drugs, by their suggestions
	}{
		{"decisions", "arq", map[string]string{"adalimumab": "confirmed", "tofacitinib": "rejected"}},
		{"named keys", "\x1b[B\r\x1b[A\x1b[5~\x1b[6~rq", map[string]string{"adalimumab": "suggested", "tofacitinib": "confirmed"}},
		{"typed ahead of the end", "aqrrr", map[string]string{"adalimumab": "confirmed", "tofacitinib": "suggested"}},
		{"Ctrl-C", "a\x03r", map[string]string{"adalimumab": "confirmed", "tofacitinib": "suggested"}},
		{"a paste is no keys", "\x1b[200~aaa\x1b[201~rq", map[string]string{"adalimumab": "rejected", "tofacitinib": "suggested"}},
		{"a paste into the line of change", "c\x15\x1b[200~drug=\nbaricitinib\x1b[201~\x03", map[string]string{"adalimumab": "suggested"}},
		{"unknown sequences", "\x1b[15;2~\x1b[<0;3;3M\x00\xffaq", map[string]string{"adalimumab": "confirmed", "tofacitinib": "suggested"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, terminal, run := open(t)
			if _, err := terminal.WriteString(c.typed); err != nil {
				t.Fatal(err)
			}
			if err := run(t.Context()); err != nil {
				t.Fatal(err)
			}
			states := statesOf(t, a, key)
			for drug, want := range c.want {
				if got := states[key+":drug:"+drug]; got != want {
					t.Errorf("%s is %s, want %s", drug, got, want)
				}
			}
			if strings.Contains(c.typed, "baricitinib") && string(r.line) != "drug= baricitinib" {
				t.Errorf("the line is %q", string(r.line))
			}
			undoAll(t, r)
		})
	}

	t.Run("the terminal goes away", func(t *testing.T) {
		r, terminal, run := open(t)
		if _, err := terminal.WriteString("a"); err != nil {
			t.Fatal(err)
		}
		done := make(chan error)
		go func() { done <- run(t.Context()) }()
		wait(r, "confirmed")
		terminal.Close()
		code, msg, _ := explain(<-done)
		if code != exitInterrupted || !strings.Contains(msg, "the terminal is gone") {
			t.Errorf("code %d, %s", code, msg)
		}
		undoAll(t, r)
	})
	t.Run("interrupted from outside", func(t *testing.T) {
		r, terminal, run := open(t)
		if _, err := terminal.WriteString("a"); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- run(ctx) }()
		wait(r, "confirmed")
		cancel()
		if code, msg, _ := explain(<-done); code != exitInterrupted {
			t.Errorf("code %d, %s", code, msg)
		}
		undoAll(t, r)
	})
}

// hostileTrial is one whose text would steer a terminal, or mislead about widths.
var hostileTrial = evidence.Citation{
	Title: "Tofacitinib \x1b]0;owned\x07 \x1b[2J\x1b[10;10H \u009b31m \u202egnorw\u202c \u2066x\u2069 in arthritis: a randomised trial",
	Abstract: "日本語の要約 ﷽ e\u0301\u0300 👩‍👩‍👧‍👦 \u200b\ufeff עברית " + strings.Repeat("\u0301", 500) +
		" In this trial 500 patients were randomly assigned to tofacitinib or adalimumab. " +
		"Serious infections were more frequent with tofacitinib\r\n\x1b[?1049l\x1bc (hazard ratio 1.42, 95% CI 0.88 to 2.29).",
}

func TestReviewHostile(t *testing.T) {
	r := reviewOf(t, reviewLibraryOf(t, []evidence.Citation{hostileTrial}))
	if !strings.Contains(r.know.study.Title, "\x1b]0;") {
		t.Fatalf("the library has changed the title: %q", r.know.study.Title)
	}
	for _, width := range []int{10, 40, 200} {
		r.Update(tea.WindowSizeMsg{Width: width, Height: 60})
		content := stripped(r.View().Content)
		if i := strings.IndexFunc(content, func(c rune) bool {
			return c != '\n' && unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c)
		}); i >= 0 {
			t.Errorf("width %d: %q steers the terminal", width, content[i:min(i+20, len(content))])
		}
		if n := strings.Count(content, "\n") + 1; n != 60 {
			t.Errorf("width %d: %d lines", width, n)
		}
	}
}

// pane is a terminal of its own in which the program runs.
type pane struct {
	t    *testing.T
	tmux []string
}

func (p pane) run(args ...string) string {
	p.t.Helper()
	out, err := exec.CommandContext(p.t.Context(), p.tmux[0], append(p.tmux[1:], args...)...).CombinedOutput()
	if err != nil {
		p.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// see waits until something is on the screen.
func (p pane) see(want string) (screen string) {
	p.t.Helper()
	for range 1200 {
		if screen = p.run("capture-pane", "-p"); strings.Contains(screen, want) {
			return screen
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.t.Fatalf("%q never came:\n%s", want, screen)
	return ""
}

// newPane runs a review of a library in a terminal of 100 × 30.
func newPane(t *testing.T, a *app) pane {
	tmux, err := exec.LookPath("tmux")
	if err != nil {
		t.Skip("SKIP: tmux is not installed; the screen is tested without a terminal only")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "dossier") // the test binary under this name is the program
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, program); err != nil {
		t.Skipf("SKIP: %v", err)
	}
	p := pane{t, []string{tmux, "-S", filepath.Join(dir, "s"), "-f", "/dev/null"}}
	p.run("new-session", "-d", "-x", "100", "-y", "30", "env", "DOSSIER_AS=anna", "DOSSIER_CONFIG="+filepath.Join(dir, "none.toml"), "TERM=screen",
		"sh", "-c", quoteArg(program)+" review --library "+quoteArg(a.library)+"; echo code $?; sleep 60")
	t.Cleanup(func() { _ = exec.Command(p.tmux[0], append(p.tmux[1:], "kill-server")...).Run() })
	return p
}

// TestReviewTerminal drives the program through a terminal of its own.
func TestReviewTerminal(t *testing.T) {
	a := reviewLibrary(t, 2)
	p := newPane(t, a)
	p.see("study 1 of 2, 7 of 7 open")
	p.see("hazard ratio 1.42")
	p.run("send-keys", "a")
	p.see("accepted stone2022:drug:adalimumab")
	p.run("send-keys", "r")
	p.see("5 of 7 open")
	p.run("send-keys", "u")
	p.see("took back: stone2022:drug:tofacitinib")
	for _, size := range []string{"3", "1", "14"} { // down to nothing and up again
		p.run("resize-window", "-x", "40", "-y", size)
	}
	p.see("a c r s u n p q ?")
	p.run("send-keys", "Down")
	p.run("send-keys", "c")
	p.see("change to: ")
	if at := strings.Fields(p.run("display-message", "-p", "#{cursor_flag} #{cursor_y} #{alternate_on}")); !slices.Equal(at, []string{"1", "12", "1"}) {
		t.Errorf("cursor shown, its line, other screen: %v", at)
	}
	p.run("send-keys", "Escape")
	p.see("not changed")
	p.run("send-keys", "q")
	p.see("1 accepted, 0 rejected")
	p.see("code 0")
	if at := strings.Fields(p.run("display-message", "-p", "#{cursor_flag} #{alternate_on}")); !slices.Equal(at, []string{"1", "0"}) {
		t.Errorf("after the end: cursor shown, other screen: %v", at)
	}
	key := "stone2022"
	if got := statesOf(t, a, key); got[key+":drug:adalimumab"] != "confirmed" || got[key+":drug:tofacitinib"] != "suggested" {
		t.Errorf("the library has %v", got)
	}
}

// TestReviewTerminalHostile shows the hostile trial in a terminal: everything
// stays at its place.
func TestReviewTerminalHostile(t *testing.T) {
	p := newPane(t, reviewLibraryOf(t, []evidence.Citation{hostileTrial}))
	screen := strings.Split(p.see("q quit"), "\n")
	if !strings.HasPrefix(screen[0], "stone2022  study 1 of 1") || !strings.HasPrefix(screen[29], "a accept") {
		t.Errorf("the first or the last line is not at its place:\n%s", strings.Join(screen, "\n"))
	}
	if !strings.Contains(screen[1], "]0;owned") || strings.Contains(p.run("display-message", "-p", "#{pane_title}"), "owned") {
		t.Errorf("the title has steered the terminal: %q", screen[1])
	}
	p.run("send-keys", "a")
	p.see("accepted stone2022:")
	p.run("send-keys", "C-c")
	p.see("1 accepted, 0 rejected")
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
		r.Update(tea.WindowSizeMsg{Width: 100, Height: 40})
		press(b, r, "a")
		r.View()
	}
}

// BenchmarkReviewOpen is the time to the first screen in that library.
func BenchmarkReviewOpen(b *testing.B) {
	a := reviewLibrary(b, 5000/7+1)
	for b.Loop() {
		r := reviewOf(b, a)
		r.Update(tea.WindowSizeMsg{Width: 100, Height: 40})
		r.View()
	}
}
