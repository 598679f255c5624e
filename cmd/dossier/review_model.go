package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"dossier/evidence"
	"dossier/store"
)

// shelf is where a review reads from and writes to. Each call opens the library
// and closes it again, so that others can work meanwhile.
type shelf interface {
	load(key string) (knownStudy, error)
	put(store.Suggestions) (event uint64, err error) // 0 = nothing was different
	undo(event uint64) error
}

// review is the state of the review screen: which study, which suggestion, and
// what the next key means. Keys go in by press and insert, lines come out of
// view; review.go puts it on a terminal.
type review struct {
	shelf shelf
	vocab *evidence.Vocabulary
	who   string
	now   func() time.Time

	keys []string     // the studies to go through; each is read when it is reached
	at   int          // place in keys
	know *knownStudy  // the study on the screen
	list []suggestion // of the study, those that were open when it was read
	cur  int          // place in list

	steps    []reviewStep // decisions, for undo
	accepted int
	rejected int

	typing  bool // a line is typed for "change"
	line    []rune
	message string
	help    bool
	end     bool // nothing more waits
	quit    bool

	scroll int // first line of the text; -1 = wherever the words are
	title  *page
	body   *page

	width, height int // of the terminal, in cells; 0 = not known yet
	brush         brush
	failed        error // why the review ended
}

// reviewStep is one decision.
type reviewStep struct {
	at, cur int
	id      string
	status  evidence.TagStatus
	event   uint64
}

func newReview(s shelf, vocab *evidence.Vocabulary, who string, now func() time.Time, keys []string) (*review, error) {
	r := &review{shelf: s, vocab: vocab, who: who, now: now, keys: keys, at: -1, scroll: -1}
	return r, r.nextStudy()
}

// nextStudy goes on to the next study that has something open, or to the end.
func (r *review) nextStudy() error {
	found, err := r.seek(r.at, 1)
	if err == nil && !found {
		r.end = true
	}
	return err
}

// back goes to the study before that has something open; from the end, the one
// that was left last is that.
func (r *review) back() error {
	from := r.at
	if r.end {
		from++
	}
	found, err := r.seek(from, -1)
	if err == nil && !found {
		r.message = "no study before this one has open suggestions"
	}
	return err
}

// seek shows the nearest study after (step 1) or before (step -1) a place that
// has something open. Without one the screen stays as it is.
func (r *review) seek(from, step int) (found bool, err error) {
	for at := from + step; at >= 0 && at < len(r.keys); at += step {
		known, err := r.shelf.load(r.keys[at])
		if err != nil {
			return false, err
		}
		if r.show(at, &known) {
			return true, nil
		}
	}
	return false, nil
}

// show takes a study on the screen if it has something open.
func (r *review) show(at int, known *knownStudy) bool {
	open := slices.DeleteFunc(known.suggestions(), func(s suggestion) bool { return !s.open() })
	if len(open) == 0 {
		return false
	}
	r.at, r.know, r.list, r.cur, r.scroll, r.end = at, known, open, 0, -1, false
	r.title, r.body = nil, nil
	return true
}

// press takes one key by the name that bubbletea gives it: "a", "?", "enter",
// "pgdown", "space", "ctrl+c".
func (r *review) press(key string) error {
	if key == "ctrl+c" {
		r.quit = true
		return nil
	}
	if r.typing {
		return r.typed(key)
	}
	r.message = ""
	if r.help {
		r.help = false
		return nil
	}
	switch key {
	case "q":
		r.quit = true
	case "?", "h":
		r.help = true
	case "u":
		return r.undo()
	case "n":
		if !r.end {
			return r.nextStudy()
		}
	case "p":
		return r.back()
	case "pgdown", "space":
		r.scroll = max(r.scroll, 0) + 5
	case "pgup":
		r.scroll = max(r.scroll-5, 0)
	default:
		if !r.end {
			return r.onSuggestion(key)
		}
	}
	return nil
}

func (r *review) onSuggestion(key string) error {
	s := &r.list[r.cur]
	switch key {
	case "a", "enter":
		return r.decide(evidence.Confirmed, nil)
	case "r":
		return r.decide(evidence.Rejected, nil)
	case "c":
		if s.open() {
			r.typing, r.line = true, []rune(r.changeable(s))
		}
	case "s":
		return r.advance()
	case "down", "j":
		r.move(1)
	case "up", "k":
		r.move(-1)
	default:
		r.message = "? shows the keys"
	}
	return nil
}

func (r *review) move(by int) {
	r.cur = min(max(r.cur+by, 0), len(r.list)-1)
	r.scroll = -1
}

// advance goes to the next open suggestion of the study, else to the next study.
func (r *review) advance() error {
	for i := r.cur + 1; i < len(r.list); i++ {
		if r.list[i].open() {
			r.cur, r.scroll = i, -1
			return nil
		}
	}
	return r.nextStudy()
}

// changeable is what the line of "change" starts with.
func (r *review) changeable(s *suggestion) string {
	switch {
	case s.value != nil:
		return s.kind() + "=" + s.value.Value
	case s.tag != nil && s.tag.Outcome != "":
		return "outcome=" + s.tag.Outcome
	case s.tag != nil:
		return "drug=" + s.tag.Drug
	}
	f := s.finding
	return fmt.Sprintf("drug=%s; comparator=%s; outcome=%s; sub_outcome=%s; population=%s", f.Drug, f.Comparator, f.Outcome, f.SubOutcome, f.Population)
}

// insert adds text to the line of "change"; elsewhere what is pasted is no key.
func (r *review) insert(text string) {
	if r.typing {
		r.line = append(r.line, []rune(printable(text))...)
	}
}

// typed takes a key while the line of "change" is typed.
func (r *review) typed(key string) error {
	switch key {
	case "esc":
		r.typing, r.message = false, "not changed"
	case "backspace":
		r.line = r.line[:max(len(r.line)-1, 0)]
	case "ctrl+u":
		r.line = r.line[:0]
	case "enter":
		r.typing = false
		var pairs []string
		for pair := range strings.SplitSeq(string(r.line), ";") {
			if pair = strings.TrimSpace(pair); pair != "" {
				pairs = append(pairs, pair)
			}
		}
		if len(pairs) == 0 {
			r.message = "not changed"
			return nil
		}
		return r.decide(evidence.Confirmed, pairs)
	}
	return nil
}

// decide stores a decision on the current suggestion and goes on. What cannot be
// accepted is said on the screen and stays open.
func (r *review) decide(status evidence.TagStatus, pairs []string) error {
	s := &r.list[r.cur]
	if !s.open() {
		r.message = "decided already; u undoes the last decision"
		return nil
	}
	change, err := s.decided(status, r.who, r.now(), r.vocab)
	if pairs != nil {
		change, err = s.changed(pairs, r.who, r.now(), r.vocab)
	}
	if err != nil {
		_, msg, next := explain(err)
		r.message = strings.TrimSpace(strings.ReplaceAll(msg, "\n", "; ") + " " + next)
		return nil
	}
	verb := map[evidence.TagStatus]string{evidence.Confirmed: "accept", evidence.Rejected: "reject"}[status]
	change.What = "review: " + verb + " " + s.id()
	event, err := r.shelf.put(change)
	if err != nil {
		return err
	}
	r.steps = append(r.steps, reviewStep{r.at, r.cur, s.id(), status, event})
	r.count(status, 1)
	r.message = verb + "ed " + s.id()
	s.settle(status)
	return r.advance()
}

func (r *review) count(status evidence.TagStatus, by int) {
	if status == evidence.Confirmed {
		r.accepted += by
	} else {
		r.rejected += by
	}
}

// settle marks the copy on the screen.
func (s *suggestion) settle(status evidence.TagStatus) {
	switch {
	case s.tag != nil:
		s.tag.Status = status
	case s.value != nil:
		s.value.Status = status
	default:
		s.finding.Status = status
	}
}

// undo takes the last decision back and shows it again.
func (r *review) undo() error {
	if len(r.steps) == 0 {
		r.message = "nothing was decided here yet"
		return nil
	}
	last := r.steps[len(r.steps)-1]
	if last.event != 0 {
		if err := r.shelf.undo(last.event); err != nil {
			_, msg, next := explain(err)
			r.message = strings.TrimSpace(msg + " " + next)
			return nil
		}
	}
	r.steps = r.steps[:len(r.steps)-1]
	r.count(last.status, -1)
	known, err := r.shelf.load(r.keys[last.at])
	if err != nil {
		return err
	}
	r.show(last.at, &known)
	for i := range r.list {
		if r.list[i].id() == last.id {
			r.cur = i
		}
	}
	r.message = "took back: " + last.id
	return nil
}
