package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"dossier/evidence"
	"dossier/store"
)

func newReviewCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "review [KEY…|QUERY]",
		Short: "Go through suggestions in the terminal: accept, change, reject",
		Long: `Show study after study with its title and abstract, drugs, outcomes and numbers
highlighted, and take one key per suggestion: a accept, c change, r reject, s skip,
u undo, n next study, q quit, ? help. Each decision is stored at once under your
name; the library is free for others in between. Without colour (NO_COLOR) the
words are underlined and bold.

Exit codes: 0 done, 2 there is no terminal, 10 no library, 11 library busy,
130 interrupted.`,
		Example: `  dossier review
  dossier review drug:tofacitinib year:2022..`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runReview(cmd.Context(), a, args)
		},
	}
}

func runReview(ctx context.Context, a *app, args []string) error {
	if a.noInput || !isTerminal(a.in) || !isTerminal(a.out) {
		return usage("dossier suggest --list, then dossier accept ID or dossier reject ID", "review needs a terminal")
	}
	var vocab *evidence.Vocabulary
	var keys []string
	err := a.read(ctx, func(repo *store.Repo) (err error) {
		if vocab, err = a.vocabulary(ctx, repo); err != nil {
			return err
		}
		heads, err := studiesFor(ctx, repo, vocab, args)
		for _, h := range heads {
			keys = append(keys, h.Key)
		}
		return err
	})
	if err != nil {
		return err
	}
	r, err := newReview(&libraryShelf{ctx, a}, vocab, a.who(), a.now, keys)
	if err != nil {
		return err
	}
	if err := onScreen(ctx, a, r); err != nil {
		return err
	}
	a.say("%d accepted, %d rejected", r.accepted, r.rejected)
	return nil
}

// libraryShelf is the library of a review.
type libraryShelf struct {
	ctx context.Context
	a   *app
}

func (l *libraryShelf) load(key string) (known knownStudy, err error) {
	err = l.a.read(l.ctx, func(repo *store.Repo) error {
		list, err := knownOf(l.ctx, repo, []evidence.StudyHead{{Key: key}})
		if err == nil {
			known = list[0]
		}
		return err
	})
	return known, err
}

func (l *libraryShelf) put(s store.Suggestions) (event uint64, err error) {
	if l.a.dryRun {
		return 0, nil
	}
	err = l.a.write(l.ctx, "review", func(repo *store.Repo) error {
		e, err := repo.PutSuggestions(l.ctx, s)
		event = e.Seq
		return err
	})
	return event, err
}

// eventsLookedAt is how far back undo looks for the decision it takes back.
const eventsLookedAt = 1000

// undo takes a decision of this review back, unless the library was changed by
// something else since.
func (l *libraryShelf) undo(event uint64) error {
	return l.a.write(l.ctx, "review undo", func(repo *store.Repo) error {
		events, err := repo.Events(l.ctx, eventsLookedAt)
		if err != nil {
			return err
		}
		for _, e := range events {
			if e.Undone || e.Undoes != 0 || e.Redoes != 0 {
				continue
			}
			if e.Seq != event {
				return fail(exitFailed, "dossier log shows it", "the library was changed since by %s (%s)", e.By, e.What)
			}
			return onlyErr(repo.Undo(l.ctx))
		}
		return store.ErrNothing
	})
}

// resizeLook is how often the size of the terminal is looked at; there is no
// signal for it on every system.
const resizeLook = 150 * time.Millisecond

// onScreen runs a review on the terminal until it is quit.
func onScreen(ctx context.Context, a *app, r *review) (err error) {
	in, out := a.in.(*os.File), a.out.(*os.File)
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return err
	}
	io.WriteString(out, "\x1b[?1049h\x1b[?25l") // another screen, no cursor
	defer func() {
		io.WriteString(out, "\x1b[?25h\x1b[?1049l")
		if rerr := term.Restore(int(in.Fd()), before); err == nil {
			err = rerr
		}
	}()
	// The reader ends with the process: a read from a terminal cannot be called off.
	typed, failed := make(chan []byte), make(chan error, 1)
	go readKeys(ctx, in, typed, failed)

	b := brush{colour: a.colour(out)}
	look := time.NewTicker(resizeLook)
	defer look.Stop()
	width, height := 0, 0
	var rest []byte
	for !r.quit {
		if w, h := terminalSize(out); w != width || h != height {
			width, height = w, h
			if _, err := io.WriteString(out, "\x1b[2J"+frameOf(r.view(width, height, b))); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-failed:
			return err
		case <-look.C:
		case chunk := <-typed:
			var keys []string
			keys, rest = decodeKeys(append(rest, chunk...))
			for _, key := range keys {
				if err := r.press(key); err != nil {
					return err
				}
			}
			if _, err := io.WriteString(out, frameOf(r.view(width, height, b))); err != nil {
				return err
			}
		}
	}
	return nil
}

func terminalSize(out *os.File) (width, height int) {
	width, height, err := term.GetSize(int(out.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	return width, height
}

// frameOf draws lines over the last frame, in one write so that nothing flickers.
func frameOf(lines []string) string {
	var b strings.Builder
	b.WriteString("\x1b[H")
	for i, line := range lines {
		if i > 0 {
			b.WriteString("\r\n")
		}
		b.WriteString(line + "\x1b[K")
	}
	b.WriteString("\x1b[J")
	return b.String()
}

func readKeys(ctx context.Context, in io.Reader, typed chan<- []byte, failed chan<- error) {
	buf := make([]byte, 256)
	for {
		n, err := in.Read(buf)
		if n > 0 {
			select {
			case typed <- bytes.Clone(buf[:n]):
			case <-ctx.Done():
				return
			}
		}
		if err != nil {
			failed <- err
			return
		}
	}
}

// decodeKeys turns what a terminal sends into names of keys; rest is the
// beginning of a character whose end has not come yet. Unknown sequences are
// dropped.
func decodeKeys(data []byte) (keys []string, rest []byte) {
	for len(data) > 0 {
		if data[0] == 0x1b {
			key, n := escapeKey(data)
			if key != "" {
				keys = append(keys, key)
			}
			data = data[n:]
			continue
		}
		if !utf8.FullRune(data) {
			return keys, data
		}
		r, n := utf8.DecodeRune(data)
		data = data[n:]
		switch {
		case r == '\r' || r == '\n':
			keys = append(keys, "enter")
		case r == 0x7f || r == 0x08:
			keys = append(keys, "backspace")
		case r == 0x03:
			keys = append(keys, "ctrl+c")
		case r == 0x15:
			keys = append(keys, "ctrl+u")
		case r >= ' ' && r != utf8.RuneError:
			keys = append(keys, string(r))
		}
	}
	return keys, nil
}

// escapeKey reads one sequence that begins with ESC, and how long it is.
func escapeKey(data []byte) (key string, n int) {
	if len(data) == 1 || data[1] != '[' && data[1] != 'O' {
		return "esc", 1
	}
	n = 2
	for n < len(data) && (data[n] < 0x40 || data[n] > 0x7e) {
		n++
	}
	n = min(n+1, len(data))
	switch string(data[2:n]) {
	case "A":
		return "up", n
	case "B":
		return "down", n
	case "5~":
		return "pgup", n
	case "6~":
		return "pgdn", n
	}
	return "", n
}
