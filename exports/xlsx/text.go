package xlsx

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// escape is a text as an attribute of XML.
func escape(s string) string {
	var b bytes.Buffer
	writeText(&b, s)
	return strings.NewReplacer(`"`, "&quot;", "\n", "&#10;", "\t", "&#9;").Replace(b.String())
}

// writeText writes a text as the content of an element. Characters that XML cannot hold are written
// as _xHHHH_, and so is a text that looks like one (ECMA-376 part 1, 22.9.2.19,
// ST_Xstring). Bytes that are no UTF-8 become U+FFFD.
func writeText(out *bytes.Buffer, s string) {
	from := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		replacement := ""
		switch {
		case r == '&':
			replacement = "&amp;"
		case r == '<':
			replacement = "&lt;"
		case r == '>':
			replacement = "&gt;"
		case r == '_' && looksEscaped(s[i:]):
			replacement = "_x005F_"
		case r < ' ' && r != '\t' && r != '\n', r == 0xFFFE, r == 0xFFFF:
			replacement = fmt.Sprintf("_x%04X_", r)
		case r == utf8.RuneError && size == 1:
			replacement = "\uFFFD"
		}
		if replacement != "" {
			out.WriteString(s[from:i])
			out.WriteString(replacement)
			from = i + size
		}
		i += size
	}
	out.WriteString(s[from:])
}

// looksEscaped reports whether a text begins with _xHHHH_.
func looksEscaped(s string) bool {
	return len(s) >= 7 && s[0] == '_' && s[1] == 'x' && s[6] == '_' && strings.Trim(s[2:6], "0123456789abcdefABCDEF") == ""
}
