package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/adrg/xdg"
	"github.com/spf13/cobra"
)

// settings is config.toml. A flag beats the environment, which beats the
// project's dossier.toml (beside the library), which beats the user's file.
type settings struct {
	As        string `toml:"as" help:"name that changes are recorded under (default: the system user)"`
	Mailto    string `toml:"mailto" help:"e-mail address sent to the registries, for their faster pools"`
	NCBIKey   string `toml:"ncbi_api_key" help:"key for PubMed, ten requests a second in place of three"`
	OpenAlex  string `toml:"openalex_api_key" help:"key for OpenAlex"`
	Offline   bool   `toml:"offline" help:"never use the network"`
	CacheDays int    `toml:"cache_days" help:"age in days at which cached answers are asked for again (default 90)"`
	Editor    string `toml:"editor" help:"editor for dossier edit (default: VISUAL, EDITOR, vi)"`
}

const projectConfig = "dossier.toml"

func userConfigPath() string {
	if path := os.Getenv("DOSSIER_CONFIG"); path != "" {
		return path
	}
	return filepath.Join(xdg.ConfigHome, "dossier", "config.toml")
}

// cacheDir is where raw answers of the registries are kept.
func cacheDir() string {
	if dir := os.Getenv("DOSSIER_CACHE"); dir != "" {
		return dir
	}
	return filepath.Join(xdg.CacheHome, "dossier")
}

// config reads the settings once; a broken file is reported and left out.
func (a *app) config() *settings {
	if a.settings != nil {
		return a.settings
	}
	s := &settings{}
	a.settings = s
	paths := []string{userConfigPath()}
	if lib, err := a.libraryPath(); err == nil {
		paths = append(paths, filepath.Join(filepath.Dir(lib), projectConfig))
	}
	for _, path := range paths {
		meta, err := toml.DecodeFile(path, s)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintf(a.err, "dossier: %s is left out: %v\n", path, err)
		}
		for _, unknown := range meta.Undecoded() {
			fmt.Fprintf(a.err, "dossier: %s: there is no setting %s; dossier config lists them\n", path, unknown)
		}
	}
	for name, field := range map[string]*string{
		"DOSSIER_MAILTO": &s.Mailto, "DOSSIER_NCBI_API_KEY": &s.NCBIKey, "DOSSIER_OPENALEX_API_KEY": &s.OpenAlex,
	} {
		if v := os.Getenv(name); v != "" {
			*field = v
		}
	}
	if v := os.Getenv("DOSSIER_OFFLINE"); v != "" {
		s.Offline = v != "0" && v != "false"
	}
	return s
}

func newConfigCmd(a *app) *cobra.Command {
	var project bool
	cmd := &cobra.Command{
		Use:   "config [NAME [VALUE]]",
		Short: "Show or change settings",
		Long: `Show or change settings. Without arguments every setting is printed with its
value and meaning. A flag beats the environment, which beats dossier.toml beside
the library (--project), which beats your own config.toml.

Exit codes: 0 done, 2 unknown setting or value.`,
		Example: `  dossier config
  dossier config mailto anna@example.org`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return runConfig(a, args, project) },
	}
	cmd.Flags().BoolVar(&project, "project", false, "change dossier.toml beside the library instead of your own file")
	return cmd
}

func runConfig(a *app, args []string, project bool) error {
	if len(args) == 2 {
		return setConfig(a, args[0], args[1], project)
	}
	values := reflect.ValueOf(*a.config())
	found := false
	type row struct{ name, value, help string }
	var rows []row
	for i := range values.NumField() {
		f := values.Type().Field(i)
		r := row{f.Tag.Get("toml"), fmt.Sprint(values.Field(i).Interface()), f.Tag.Get("help")}
		if strings.HasSuffix(r.name, "_key") && len(r.value) > 4 {
			r.value = r.value[:2] + "…"
		}
		if len(args) == 1 && args[0] != r.name {
			continue
		}
		found = true
		rows = append(rows, r)
	}
	if !found {
		return unknownSetting(args[0])
	}
	if a.json {
		out := map[string]string{}
		for _, r := range rows {
			out[r.name] = r.value
		}
		return a.printJSON(out)
	}
	if len(args) == 1 {
		a.print("%s", rows[0].value)
		return nil
	}
	a.print("# %s", userConfigPath())
	for _, r := range rows {
		a.print("%-16s %-24s %s", r.name, r.value, r.help)
	}
	return nil
}

func unknownSetting(name string) error {
	var names []string
	t := reflect.TypeFor[settings]()
	for i := range t.NumField() {
		names = append(names, t.Field(i).Tag.Get("toml"))
	}
	sort.Strings(names)
	return usage("settings are: "+strings.Join(names, ", "), "there is no setting %q", name)
}

// setConfig rewrites one line of a settings file, keeping the others.
func setConfig(a *app, name, value string, project bool) error {
	path := userConfigPath()
	if project {
		lib, err := a.libraryPath()
		if err != nil {
			return err
		}
		path = filepath.Join(filepath.Dir(lib), projectConfig)
	}
	kept := map[string]any{}
	if _, err := toml.DecodeFile(path, &kept); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fail(exitFailed, "correct the file and type the command again", "reading %s: %v", path, err)
	}
	t := reflect.TypeFor[settings]()
	var kind reflect.Kind
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("toml") == name {
			kind = t.Field(i).Type.Kind()
		}
	}
	switch kind {
	case reflect.Invalid:
		return unknownSetting(name)
	case reflect.Bool:
		b, err := strconv.ParseBool(value)
		if err != nil {
			return usage("dossier config "+name+" true", "%s is true or false, not %q", name, value)
		}
		kept[name] = b
	case reflect.Int:
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return usage("dossier config "+name+" 90", "%s is a whole number, not %q", name, value)
		}
		kept[name] = n
	default:
		if name == "mailto" && value != "" && !strings.Contains(value, "@") {
			return usage("dossier config mailto anna@example.org", "%q is no e-mail address", value)
		}
		kept[name] = value
	}
	if a.dryRun {
		a.say("would write %s = %s to %s", name, value, path)
		return nil
	}
	var b strings.Builder
	if err := toml.NewEncoder(&b).Encode(kept); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := writeFile(path, []byte(b.String()), 0o600); err != nil {
		return err
	}
	a.say("%s = %s (%s)", name, value, path)
	return nil
}
