package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"github.com/fxamacker/cbor/v2"

	"dossier/evidence"
)

// recordID names a record by its content, so that the same entry read twice is
// one record: what the source said and which source it was, without the batch,
// the time and the line.
func recordID(r *evidence.Record) string {
	citation, err := encMode().Marshal(&r.Citation)
	if err != nil {
		return ""
	}
	return contentID(r, citation)
}

// contentID is recordID for a citation that is encoded already.
func contentID(r *evidence.Record, citation cbor.RawMessage) string {
	b := scratch.Get().(*bytes.Buffer)
	defer scratch.Put(b)
	b.Reset()
	err := encMode().MarshalToBuffer(struct {
		_                           struct{} `cbor:",toarray"`
		Format, Database, File, Key string
		Citation                    cbor.RawMessage
		Extra                       []evidence.Field
	}{Format: r.Origin.Format, Database: r.Origin.Database, Key: r.Origin.Key, Citation: citation, Extra: r.Extra}, b)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b.Bytes())
	return hex.EncodeToString(sum[:12])
}

// encodedRecord is an evidence.Record of which the citation is encoded already.
type encodedRecord struct {
	ID       string           `cbor:"1,keyasint"`
	Origin   evidence.Origin  `cbor:"2,keyasint"`
	Citation cbor.RawMessage  `cbor:"3,keyasint"`
	Extra    []evidence.Field `cbor:"4,keyasint,omitempty"`
	Raw      string           `cbor:"5,keyasint,omitempty"`
}

// packRecord gives the frame of a record whose number is not known yet, and its
// id if it has none. The citation, most of a record, is encoded once for both.
func packRecord(r *evidence.Record) (frame []byte, err error) {
	citation := scratch.Get().(*bytes.Buffer)
	defer scratch.Put(citation)
	citation.Reset()
	if err := encMode().MarshalToBuffer(&r.Citation, citation); err != nil {
		return nil, err
	}
	if r.ID == "" {
		r.ID = contentID(r, citation.Bytes())
	}
	return pack(encodedRecord{r.ID, r.Origin, citation.Bytes(), r.Extra, r.Raw})
}
