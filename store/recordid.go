package store

import (
	"crypto/sha256"
	"encoding/hex"

	"dossier/evidence"
)

// recordID names a record by its content, so that the same entry read twice is
// one record: what the source said and which source it was, without the batch,
// the time and the line.
func recordID(r *evidence.Record) string {
	b, err := encMode().Marshal(struct {
		_                           struct{} `cbor:",toarray"`
		Format, Database, File, Key string
		Citation                    evidence.Citation
		Extra                       []evidence.Field
	}{Format: r.Origin.Format, Database: r.Origin.Database, Key: r.Origin.Key, Citation: r.Citation, Extra: r.Extra})
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}
