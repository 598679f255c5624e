package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"dossier/evidence"
	"dossier/store"
)

// libraryName is the file that a library is; commands look for it from the
// working folder upward.
const libraryName = "dossier.db"

// app holds what every command needs: the streams, the global flags, the
// clock, and the configuration once it is asked for.
type app struct {
	in       io.Reader
	out, err io.Writer

	library      string
	json         bool
	quiet        bool
	verbose      bool
	noColor      bool
	noInput      bool
	networkDrive bool // write to one all the same
	yes          bool
	dryRun       bool
	offline      bool
	as           string

	allowPrivate bool // addresses of pages may lead to this machine

	settings *settings // see config()

	listen func() // for interrupts, at once: there is something to keep
}

func newApp(in io.Reader, out, err io.Writer) *app {
	return &app{in: in, out: out, err: err, listen: func() {}}
}

// execute runs one command line and prints its error, if any.
func (a *app) execute(ctx context.Context, args []string) int {
	args = protectNegations(args)
	root := newTree(a, args)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	code, msg, next := explain(err)
	if msg != "" {
		fmt.Fprintf(a.err, "dossier: %s\n", msg)
	}
	if next != "" {
		fmt.Fprintf(a.err, "  next: %s\n", next)
	}
	return code
}

// protectNegations keeps query terms such as -year:2019 from being read as
// flags: it puts them in parentheses, which the query language takes.
func protectNegations(args []string) []string {
	out := make([]string, 0, len(args))
	for i, arg := range args {
		if arg == "--" {
			return append(out, args[i:]...)
		}
		field, value, ok := strings.Cut(strings.TrimPrefix(arg, "-"), ":")
		if ok && value != "" && strings.HasPrefix(arg, "-") && len(field) > 1 && strings.Trim(field, "abcdefghijklmnopqrstuvwxyz") == "" {
			arg = "(" + arg + ")"
		}
		out = append(out, arg)
	}
	return out
}

// now is the clock of the program. DOSSIER_NOW (RFC 3339) fixes it, so that the
// same input gives the same bytes.
func (a *app) now() time.Time {
	if fixed := os.Getenv("DOSSIER_NOW"); fixed != "" {
		if t, err := time.Parse(time.RFC3339, fixed); err == nil {
			return t
		}
	}
	return time.Now().UTC().Truncate(time.Millisecond)
}

// who is the person at work: --as, DOSSIER_AS, the configuration, the system user.
func (a *app) who() string {
	for _, name := range []string{a.as, os.Getenv("DOSSIER_AS"), a.config().As} {
		if name != "" {
			return name
		}
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}

// isOffline says that no request may be made.
func (a *app) isOffline() bool { return a.offline || a.config().Offline }

// say prints a line for a person on the error stream, unless --quiet.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.err, format+"\n", args...)
	}
}

// detail prints a line only with --verbose.
func (a *app) detail(format string, args ...any) {
	if a.verbose {
		fmt.Fprintf(a.err, format+"\n", args...)
	}
}

// print writes a line of data.
func (a *app) print(format string, args ...any) { fmt.Fprintf(a.out, format+"\n", args...) }

// result prints what a command did: a line of text, or an object with --json.
func (a *app) result(data map[string]any, format string, args ...any) error {
	if a.json {
		if a.dryRun {
			data["dry_run"] = true
		}
		return a.printJSON(data)
	}
	a.print(format, args...)
	return nil
}

// printJSON writes one indented JSON value, with < > & left readable.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// libraryPath finds the library: --library, DOSSIER_LIBRARY, or the nearest
// dossier.db from the working folder upward.
func (a *app) libraryPath() (string, error) {
	for _, path := range []string{a.library, os.Getenv("DOSSIER_LIBRARY")} {
		if path == "" {
			continue
		}
		if strings.Contains(path, "://") {
			return "", usage("name a file: --library FILE", "a library at an address (%s) cannot be opened by this version", path)
		}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			path = filepath.Join(path, libraryName)
		}
		if _, err := os.Stat(path); err != nil {
			return "", fail(exitNoLibrary, "dossier init "+quoteArg(filepath.Dir(path)), "no library at %s", path)
		}
		return path, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		path := filepath.Join(dir, libraryName)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fail(exitNoLibrary, "dossier init, or name one with --library FILE", "no library (%s) here or in a folder above", libraryName)
		}
		dir = parent
	}
}

// read opens the library for reading, runs fn and closes it again: readers
// share the file and keep it no longer than they must.
func (a *app) read(ctx context.Context, fn func(*store.Repo) error) error {
	return a.open(ctx, store.Read, "", fn)
}

// readIfAny is read, and does nothing where there is no library and none was
// named.
func (a *app) readIfAny(ctx context.Context, fn func(*store.Repo) error) error {
	var f *failure
	if _, err := a.libraryPath(); errors.As(err, &f) && f.code == exitNoLibrary && a.library == "" && os.Getenv("DOSSIER_LIBRARY") == "" {
		return nil
	}
	return a.read(ctx, fn)
}

// write opens the library for writing and runs fn; command is what the log
// shows. Fetch from the network before, never within. With --dry-run the
// library is opened for reading, so that a change cannot happen.
func (a *app) write(ctx context.Context, command string, fn func(*store.Repo) error) error {
	mode := store.Write
	if a.dryRun {
		mode = store.Read
	}
	return a.open(ctx, mode, command, fn)
}

func (a *app) open(ctx context.Context, mode store.Mode, command string, fn func(*store.Repo) error) (err error) {
	path, err := a.libraryPath()
	if err != nil {
		return err
	}
	who := store.Actor{Now: a.now} // a reader needs no name
	if mode == store.Write {
		a.listen()
		who = a.actor(command)
	}
	repo, err := store.Open(ctx, path, mode, who)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := repo.Close(); err == nil {
			err = cerr
		}
	}()
	return fn(repo)
}

// actor says who does what, for the event log.
func (a *app) actor(command string) store.Actor {
	return store.Actor{Name: a.who(), Command: command, Now: a.now, NetworkDrive: a.networkDrive}
}

// confirm asks a yes-or-no question on a terminal; --yes answers it, and
// without a terminal or with --no-input the answer is no with a hint.
func (a *app) confirm(question string) error {
	if a.yes {
		return nil
	}
	if a.noInput || !isTerminal(a.in) {
		return usage("add --yes to go ahead", "%s needs an answer and nobody can be asked", question)
	}
	fmt.Fprintf(a.err, "%s [y/N] ", question)
	line, _ := bufio.NewReader(a.in).ReadString('\n')
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return nil
	}
	return fail(exitFailed, "", "nothing was changed")
}

// vocabulary is the embedded default with what the library lays over it.
func (a *app) vocabulary(ctx context.Context, repo *store.Repo) (*evidence.Vocabulary, error) {
	return libraryVocabulary(ctx, repo)
}

// quoteArg prints an argument as a shell takes it.
func quoteArg(s string) string {
	if s != "" && !strings.ContainsAny(s, " \t\n'\"\\$&;|<>()*?[]#~`!{}") {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
