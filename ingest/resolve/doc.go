// Package resolve completes references: identifiers (DOI, PMID, PMCID, trial
// number) or a title come in, what the registries say about them comes out, as
// one evidence.Record for each source that knows the work.
//
// Start with New and Resolver.Resolve. A Source only says how to ask one
// registry and how to read its answers; one engine asks, in batches, within the
// registry's limits, through a cache of raw answers on disk, and skips and names
// a registry that does not answer. Nothing is merged here: see evidence.Combine.
package resolve
