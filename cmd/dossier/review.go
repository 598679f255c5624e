package main

import (
	"context"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/clipperhouse/displaywidth"
	"github.com/spf13/cobra"

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

// onScreen runs a review on the terminal until it is quit.
func onScreen(ctx context.Context, a *app, r *review) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	in := terminalInput{a.in.(*os.File), end}
	r.brush = brush{colour: a.colour(a.out)}
	program := tea.NewProgram(r, tea.WithInput(in), tea.WithOutput(a.out),
		tea.WithoutSignalHandler(), tea.WithFPS(120)) // a frame is at most 8 ms late
	// An interrupt from outside cancels ctx (see listen); in the terminal Ctrl-C is a key.
	// The program is asked to end: given ctx, it would close what its reader still waits on.
	defer context.AfterFunc(ctx, program.Quit)()
	_, err := program.Run()
	switch cause := context.Cause(ctx); {
	case cause != nil:
		return cause
	case r.failed != nil:
		return r.failed
	}
	return err
}

// terminalInput is a terminal that ends the program when it is gone: bubbletea
// would wait for another key for ever.
type terminalInput struct {
	*os.File
	end context.CancelCauseFunc
}

func (t terminalInput) Read(p []byte) (int, error) {
	n, err := t.File.Read(p)
	if err != nil {
		t.end(fail(exitInterrupted, "dossier review goes on", "the terminal is gone; every decision is stored"))
	}
	return n, err
}

// Init, Update and View are the review as a bubbletea program. A decision is
// stored before the next key is taken.
func (r *review) Init() tea.Cmd { return nil }

func (r *review) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if r.quit { // keys typed ahead
		return r, tea.Quit
	}
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.width, r.height = msg.Width, msg.Height
	case tea.PasteMsg:
		r.insert(msg.Content)
	case tea.KeyPressMsg:
		switch key := msg.String(); {
		case key == "ctrl+z":
			return r, tea.Suspend
		case r.typing && msg.Text != "":
			r.insert(msg.Text)
		default:
			r.failed = r.press(key)
		}
	}
	if r.quit = r.quit || r.failed != nil; r.quit {
		return r, tea.Quit
	}
	return r, nil
}

func (r *review) View() tea.View {
	v := tea.View{AltScreen: true}
	if r.width == 0 || r.height == 0 { // not told yet
		return v
	}
	lines := r.view(r.width, r.height, r.brush)
	v.SetContent(strings.Join(lines, "\n"))
	if at := len(lines) - 2; r.typing && at < r.height {
		v.Cursor = tea.NewCursor(displaywidth.String(lines[at]), at)
	}
	return v
}
