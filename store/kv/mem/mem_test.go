package mem_test

import (
	"testing"

	"dossier/store/kv"
	"dossier/store/kv/mem"
	"dossier/store/storetest"
)

func TestEngine(t *testing.T) {
	storetest.Run(t, storetest.Opener{Open: func(*testing.T) kv.Engine { return mem.New() }})
}
