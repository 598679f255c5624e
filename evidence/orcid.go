package evidence

import "strings"

// ParseORCID reads an ORCID iD, bare or as an address (services send http:// and
// https:// alike), to the form 0000-0000-0000-0000; empty when the text holds
// none or the check digit (ISO 7064 MOD 11-2) is wrong.
func ParseORCID(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), "/")
	if i := strings.LastIndexByte(s, '/'); i >= 0 {
		s = s[i+1:]
	}
	digits := strings.ToUpper(strings.ReplaceAll(s, "-", ""))
	if len(digits) != 16 || strings.Trim(digits[:15], "0123456789") != "" {
		return ""
	}
	sum := 0
	for _, c := range digits[:15] {
		sum = (sum + int(c-'0')) * 2
	}
	if "0123456789X"[(12-sum%11)%11] != digits[15] {
		return ""
	}
	return digits[:4] + "-" + digits[4:8] + "-" + digits[8:12] + "-" + digits[12:]
}
