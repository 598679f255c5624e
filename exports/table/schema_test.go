package table

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"dossier/evidence"
)

// schema is the part of JSON Schema that schema.json uses.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       any               `json:"type"` // a name or several
	Const      any               `json:"const"`
	Enum       []any             `json:"enum"`
	OneOf      []schema          `json:"oneOf"`
	Properties map[string]schema `json:"properties"`
	Required   []string          `json:"required"`
	Items      *schema           `json:"items"`
	Values     any               `json:"additionalProperties"`
	Text       string            `json:"description"`
	Defs       map[string]schema `json:"$defs"`
}

func readSchema(t *testing.T) schema {
	t.Helper()
	var s schema
	d := json.NewDecoder(strings.NewReader(Schema))
	if err := d.Decode(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

// check gives what is wrong with a value at path. A member that the schema does
// not document is wrong too.
func (s schema) check(root schema, path string, v any) (wrong []string) {
	if s.Ref != "" {
		s = root.Defs[strings.TrimPrefix(s.Ref, "#/$defs/")]
	}
	if len(s.OneOf) > 0 {
		fits := 0
		for _, one := range s.OneOf {
			found := one.check(root, path, v)
			if len(found) == 0 {
				fits++
			}
			wrong = append(wrong, found...)
		}
		if fits == 1 {
			return nil
		}
		return append(wrong, fmt.Sprintf("%s: fits %d forms", path, fits))
	}
	if s.Const != nil && s.Const != v {
		wrong = append(wrong, fmt.Sprintf("%s: %v is not %v", path, v, s.Const))
	}
	if s.Enum != nil && !slices.Contains(s.Enum, v) {
		wrong = append(wrong, fmt.Sprintf("%s: %v is none of %v", path, v, s.Enum))
	}
	kind := map[string]string{"string": "string", "float64": "integer", "bool": "boolean", "[]interface {}": "array", "map[string]interface {}": "object", "<nil>": "null"}[fmt.Sprintf("%T", v)]
	if types := fmt.Sprint(s.Type); s.Type != nil && !slices.Contains(strings.Fields(strings.Trim(types, "[]")), kind) {
		return append(wrong, fmt.Sprintf("%s: %s, want %s", path, kind, types))
	}
	switch v := v.(type) {
	case []any:
		for i, x := range v {
			if s.Items == nil {
				break
			}
			wrong = append(wrong, s.Items.check(root, fmt.Sprintf("%s[%d]", path, i), x)...)
		}
	case map[string]any:
		for _, name := range s.Required {
			if _, ok := v[name]; !ok {
				wrong = append(wrong, path+": no "+name)
			}
		}
		for name, x := range v {
			property, known := s.Properties[name]
			if !known && s.Properties != nil {
				wrong = append(wrong, path+"."+name+" is not documented")
			}
			wrong = append(wrong, property.check(root, path+"."+name, x)...)
		}
	}
	return wrong
}

// What the writer prints is what the schema says, one table or several.
func TestJSONFitsItsSchema(t *testing.T) {
	root := readSchema(t)
	empty := invented()[0]
	empty.Cells = []evidence.MapCell{{Drug: "tofacitinib", Outcome: "acne", Studies: 2, Empty: evidence.EmptyNotReported}}
	for name, tables := range map[string][]*evidence.Summary{"one": {empty}, "several": invented(), "hostile": {hostile()}, "none": {}} {
		var out bytes.Buffer
		if err := Write(&out, "json", tables, Options{}); err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(out.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		if wrong := root.check(root, name, v); len(wrong) > 0 {
			t.Errorf("%s", strings.Join(wrong, "\n"))
		}
		if name == "one" && !strings.Contains(out.String(), `"empty": "not-reported"`) {
			t.Error("the kind of empty has no field")
		}
	}
}

// Every field that can be printed is documented, and no other.
func TestSchemaHasEveryField(t *testing.T) {
	root := readSchema(t)
	for name, value := range map[string]any{"document": jsonDocument{}, "head": jsonHead{}, "column": jsonColumn{}, "row": jsonRow{}, "arm": jsonArm{}, "source": jsonSource{}, "body": jsonBody{},
		"range": jsonRange{}, "absence": jsonAbsence{}, "empty": jsonEmpty{}, "reference": jsonReference{}, "map": jsonMap{}, "cell": jsonMapCell{}, "pooled": evidence.Pooled{}} {
		def := root.Defs[name]
		fields := fieldsOf(reflect.TypeOf(value))
		for field, optional := range fields {
			if def.Properties[field].Text == "" && def.Properties[field].Ref == "" {
				t.Errorf("%s.%s is not documented", name, field)
			}
			if slices.Contains(def.Required, field) == optional {
				t.Errorf("%s.%s: required %v, can be left out %v", name, field, !optional, optional)
			}
		}
		if len(def.Properties) != len(fields) {
			t.Errorf("%s: %d fields are documented, %d printed", name, len(def.Properties), len(fields))
		}
	}
}

// fieldsOf gives the JSON names of a struct; true: it may be left out.
func fieldsOf(t reflect.Type) map[string]bool {
	fields := map[string]bool{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			for name, optional := range fieldsOf(f.Type) {
				fields[name] = optional
			}
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		fields[name] = options == "omitempty"
	}
	return fields
}
