package sqlitepeer

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	_ "modernc.org/sqlite"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/store"
	"dossier/store/storetest"
)

const part = 2048 // records in one transaction, as the library does

func size(b *testing.B) int {
	n := 20_000
	if s := os.Getenv("STUDIES"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	return n
}

// records writes the records to a file, from which both engines read them.
func records(b *testing.B) (path string, n int) {
	path, n = filepath.Join(b.TempDir(), "records"), size(b)
	check(b, storetest.WriteRecords(path, n))
	return path, n
}

func check(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkImport adds the same records, tags and findings to the library and
// to SQLite, in turns, every part of 2,048 synced before the next. SQLite does
// less: it looks identifiers and titles up and keeps indexes, but compares no
// record with those that are like it, combines no sources and keeps no way back;
// only with "full text" it has an FTS5 index as the library always has its own.
// It is one thread by nature, so the processor time is reported beside the rate.
func BenchmarkImport(b *testing.B) {
	recs, n := records(b)
	for _, engine := range []struct {
		name string
		run  func(b *testing.B, path, recs string)
	}{
		{"library", importLibrary},
		{"sqlite", func(b *testing.B, path, recs string) { importSQLite(b, path, recs, false) }},
		{"sqlite with full text", func(b *testing.B, path, recs string) { importSQLite(b, path, recs, true) }},
	} {
		b.Run(engine.name, func(b *testing.B) {
			for b.Loop() {
				path, from, cpu := filepath.Join(b.TempDir(), "peer.db"), time.Now(), storetest.CPUTime()
				engine.run(b, path, recs)
				report(b, path, n, from, cpu)
			}
		})
	}
}

func report(b *testing.B, path string, n int, from time.Time, cpu time.Duration) {
	info, err := os.Stat(path)
	check(b, err)
	b.ReportMetric(float64(n)/time.Since(from).Seconds(), "studies/s")
	b.ReportMetric((storetest.CPUTime() - cpu).Seconds(), "cpu-s")
	b.ReportMetric(float64(info.Size())/1e6, "file-MB")
}

func importLibrary(b *testing.B, path, recs string) {
	ctx := context.Background()
	r, err := store.Create(ctx, path, store.Actor{Name: "bench"})
	check(b, err)
	_, err = r.Import(ctx, store.Batch{ID: "bench", Suggest: suggested}, storetest.ReadRecords(recs), func(store.AddResult) error { return nil })
	check(b, err)
	check(b, r.Close())
}

const schema = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE record (no INTEGER PRIMARY KEY, id TEXT UNIQUE, batch TEXT, doc BLOB);
CREATE INDEX record_batch ON record (batch);
CREATE TABLE study (no INTEGER PRIMARY KEY, key TEXT UNIQUE, record TEXT, doi TEXT, pmid TEXT, title_hash INTEGER, year INTEGER, authors TEXT, title TEXT, journal TEXT,
	design TEXT, population TEXT, n INTEGER, follow_up TEXT);
CREATE INDEX study_record ON study (record);
CREATE INDEX study_doi ON study (doi);
CREATE INDEX study_pmid ON study (pmid);
CREATE INDEX study_title ON study (title_hash);
CREATE TABLE tag (study INTEGER, drug TEXT, outcome TEXT, status TEXT, doc BLOB, PRIMARY KEY (study, drug, outcome)) WITHOUT ROWID;
CREATE INDEX tag_drug ON tag (drug, study);
CREATE INDEX tag_outcome ON tag (outcome, study);
CREATE TABLE finding (id INTEGER PRIMARY KEY, study INTEGER, drug TEXT, outcome TEXT, doc BLOB);
CREATE INDEX finding_drug ON finding (drug, outcome);
CREATE INDEX finding_outcome ON finding (outcome, drug);
CREATE INDEX finding_study ON finding (study);
CREATE TABLE event (seq INTEGER PRIMARY KEY, at TEXT, who TEXT, what TEXT);
`

// peer holds the prepared statements of one transaction.
type peer struct {
	b                                       *testing.B
	byRecord, byDOI, byPMID, byTitle, byKey *sql.Stmt
	record, study, tag, finding, text       *sql.Stmt
	full                                    bool
}

func importSQLite(b *testing.B, path, recs string, full bool) {
	db, err := sql.Open("sqlite", path)
	check(b, err)
	db.SetMaxOpenConns(1)
	_, err = db.Exec(schema)
	check(b, err)
	if full {
		_, err = db.Exec(`CREATE VIRTUAL TABLE words USING fts5(title, abstract, authors, keywords, journal, content='')`)
		check(b, err)
	}
	var tx *sql.Tx
	var p *peer
	i := 0
	commit := func() {
		_, err := tx.Exec(`INSERT INTO event (at, who, what) VALUES (?, ?, ?)`, time.Now().Format(time.RFC3339), "bench", "add")
		check(b, err)
		check(b, tx.Commit())
	}
	for rec, err := range storetest.ReadRecords(recs) {
		check(b, err)
		if i%part == 0 {
			if tx != nil {
				commit()
			}
			tx, err = db.Begin()
			check(b, err)
			p = prepare(b, tx, full)
		}
		p.add(i, &rec)
		i++
	}
	commit()
	_, err = db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
	check(b, err)
	check(b, db.Close())
}

func prepare(b *testing.B, tx *sql.Tx, full bool) *peer {
	stmt := func(q string) *sql.Stmt {
		s, err := tx.Prepare(q)
		check(b, err)
		return s
	}
	p := &peer{
		b: b, full: full,
		byRecord: stmt(`SELECT no FROM record WHERE id = ?`),
		byDOI:    stmt(`SELECT no FROM study WHERE doi = ?`),
		byPMID:   stmt(`SELECT no FROM study WHERE pmid = ?`),
		byTitle:  stmt(`SELECT no FROM study WHERE title_hash = ?`),
		byKey:    stmt(`SELECT no FROM study WHERE key = ?`),
		record:   stmt(`INSERT INTO record (no, id, batch, doc) VALUES (?, ?, 'bench', ?)`),
		study:    stmt(`INSERT INTO study (no, key, record, doi, pmid, title_hash, year, authors, title, journal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
		tag:      stmt(`INSERT OR IGNORE INTO tag (study, drug, outcome, status, doc) VALUES (?, ?, ?, ?, ?)`),
		finding:  stmt(`INSERT INTO finding (study, drug, outcome, doc) VALUES (?, ?, ?, ?)`),
	}
	if full {
		p.text = stmt(`INSERT INTO words (rowid, title, abstract, authors, keywords, journal) VALUES (?, ?, ?, ?, ?, ?)`)
	}
	return p
}

func (p *peer) absent(s *sql.Stmt, value any) {
	var no int64
	if err := s.QueryRow(value).Scan(&no); err != sql.ErrNoRows {
		p.b.Fatalf("%v is there already: %d, %v", value, no, err)
	}
}

func (p *peer) exec(s *sql.Stmt, values ...any) {
	_, err := s.Exec(values...)
	check(p.b, err)
}

func (p *peer) add(i int, rec *evidence.Record) {
	doc, err := cbor.Marshal(rec)
	check(p.b, err)
	sum := fnv.New128a()
	sum.Write(doc)
	id := fmt.Sprintf("%x", sum.Sum(nil))
	title := fnv.New64a()
	title.Write([]byte(notation.Fold(rec.Title)))
	hash := int64(binary.BigEndian.Uint64(title.Sum(nil)))
	key := fmt.Sprintf("k%d", i)
	p.absent(p.byRecord, id)
	p.absent(p.byDOI, rec.DOI.Key())
	p.absent(p.byPMID, string(rec.PMID))
	p.absent(p.byTitle, hash)
	p.absent(p.byKey, key)
	authors := evidence.AuthorsShort(rec.Authors)
	p.exec(p.record, i, id, doc)
	p.exec(p.study, i, key, id, rec.DOI.Key(), string(rec.PMID), hash, rec.Year(), authors, rec.Title, rec.Journal)
	s := &evidence.Study{Key: key, Citation: rec.Citation}
	for _, t := range storetest.Tags(s) {
		doc, err := cbor.Marshal(t)
		check(p.b, err)
		p.exec(p.tag, i, t.Drug, t.Outcome, string(t.Status), doc)
	}
	for _, f := range storetest.Findings(s) {
		doc, err := cbor.Marshal(f)
		check(p.b, err)
		p.exec(p.finding, i, f.Drug, f.Outcome, doc)
	}
	if p.full {
		var names []string
		for _, a := range rec.Authors {
			names = append(names, a.Family)
		}
		p.exec(p.text, i, rec.Title, rec.Abstract, strings.Join(names, " "), strings.Join(rec.Keywords, " "), rec.Journal)
	}
}

// BenchmarkTable reads the rows of one outcome, all drugs, decoded: the library
// from its covering index, SQLite by a join of findings and studies.
func BenchmarkTable(b *testing.B) {
	recs, _ := records(b)
	dir := b.TempDir()
	mine, theirs := filepath.Join(dir, "dossier.db"), filepath.Join(dir, "peer.db")
	importLibrary(b, mine, recs)
	importSQLite(b, theirs, recs, false)
	b.Run("library", func(b *testing.B) {
		r, err := store.Open(b.Context(), mine, store.Read, store.Actor{})
		check(b, err)
		defer r.Close()
		n := 0
		for b.Loop() {
			rows, err := r.TableRows(b.Context(), nil, []string{"mace"})
			check(b, err)
			n = len(rows)
		}
		b.ReportMetric(float64(n), "rows")
	})
	b.Run("sqlite", func(b *testing.B) {
		db, err := sql.Open("sqlite", theirs)
		check(b, err)
		defer db.Close()
		n := 0
		for b.Loop() {
			n = len(join(b, db))
		}
		b.ReportMetric(float64(n), "rows")
	})
}

func join(b *testing.B, db *sql.DB) []evidence.TableRow {
	rows, err := db.Query(`SELECT f.doc, s.key, s.doi, s.pmid, s.year, s.authors, s.title, s.journal FROM finding f JOIN study s ON s.no = f.study
		WHERE f.outcome = 'mace' ORDER BY f.drug, s.key`)
	check(b, err)
	defer rows.Close()
	var list []evidence.TableRow
	for rows.Next() {
		var row evidence.TableRow
		var doc sql.RawBytes
		s := &row.Study
		check(b, rows.Scan(&doc, &s.Key, &s.DOI, &s.PMID, &s.Year, &s.Authors, &s.Title, &s.Journal))
		check(b, cbor.Unmarshal(bytes.Clone(doc), &row.Finding))
		list = append(list, row)
	}
	check(b, rows.Err())
	return list
}

// suggested proposes the made-up tags and findings of a study, which go in with it.
func suggested(s *evidence.Study, _ []evidence.Finding) store.Suggestions {
	return store.Suggestions{Tags: storetest.Tags(s), Findings: storetest.Findings(s)}
}
