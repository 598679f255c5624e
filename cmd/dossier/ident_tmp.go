package main

import "dossier/evidence"

func identParse(arg string) (evidence.Record, bool) {
	return evidence.Record{}, false
}
