package store

import (
	"context"
	"slices"
)

// Names of settings that the program itself uses.
const (
	SettingDrugs    = "vocabulary/drugs.csv"    // laid over the default vocabulary
	SettingOutcomes = "vocabulary/outcomes.csv" // the same for outcomes
)

// PutSetting stores the bytes of a setting under a name; nil removes it. What
// is there already changes nothing.
func (r *Repo) PutSetting(ctx context.Context, name string, value []byte) (Event, error) {
	what := "set " + name
	if value == nil {
		what = "unset " + name
	}
	return r.update(ctx, Event{Kind: "setting", What: what}, func(c *change) error {
		return c.putSetting(name, value)
	})
}

func (c *change) putSetting(name string, value []byte) error {
	if value == nil {
		return c.delete(spSettings, []byte(name))
	}
	return c.put(spSettings, []byte(name), value)
}

// Setting returns the bytes of a setting; nil when there is none.
func (r *Repo) Setting(ctx context.Context, name string) ([]byte, error) {
	var value []byte
	err := r.view(ctx, func(rd reader) error {
		ok, err := rd.get(spSettings, []byte(name), &value)
		if ok && value == nil {
			value = []byte{}
		}
		return err
	})
	return value, err
}

// Settings lists the names of all settings in order.
func (r *Repo) Settings(ctx context.Context) ([]string, error) {
	var names []string
	err := r.view(ctx, func(rd reader) error {
		return each(rd, spSettings, nil, func(key []byte, _ *[]byte) error {
			names = append(names, string(slices.Clone(key)))
			return nil
		})
	})
	return names, err
}
