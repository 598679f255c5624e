package resolve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// ErrPrivateAddress is returned for a URL, given by a person or a record or
// reached by a redirect, that leads to this machine or a private network.
var ErrPrivateAddress = errors.New("the address belongs to this machine or a private network")

// guard decides which addresses may be dialled. Hosts that the configuration
// names (base URLs, the proxy) may be anywhere; all others only on the public
// Internet, unless anywhere is set.
type guard struct {
	configured map[string]bool // "host:port"
	anywhere   bool
}

func newGuard(baseURLs []string, anywhere bool) *guard {
	g := &guard{configured: map[string]bool{}, anywhere: anywhere}
	for _, raw := range baseURLs {
		if u, err := url.Parse(raw); err == nil {
			g.configured[hostPort(u)] = true
		}
	}
	for _, scheme := range []string{"http", "https"} {
		req := &http.Request{URL: &url.URL{Scheme: scheme, Host: "proxied.example"}}
		if p, err := http.ProxyFromEnvironment(req); err == nil && p != nil {
			g.configured[hostPort(p)] = true
		}
	}
	return g
}

func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "443"
		if u.Scheme == "http" {
			port = "80"
		}
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// proxy is http.ProxyFromEnvironment that refuses private targets, which the
// proxy would reach in our place.
func (g *guard) proxy(req *http.Request) (*url.URL, error) {
	p, err := http.ProxyFromEnvironment(req)
	if err != nil || p == nil {
		return p, err
	}
	if err := g.checkLiteral(req.URL); err != nil {
		return nil, err
	}
	return p, nil
}

// checkLiteral refuses hosts that are private by their spelling alone.
func (g *guard) checkLiteral(u *url.URL) error {
	if g.anywhere || g.configured[hostPort(u)] {
		return nil
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	addr, err := netip.ParseAddr(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && !publicAddr(addr) {
		return fmt.Errorf("%s: %w", u.Host, ErrPrivateAddress)
	}
	return nil
}

// dial checks the address after name resolution, so that a name that resolves to
// a private address is refused as well.
func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: 15 * time.Second}
	if !g.anywhere && !g.configured[strings.ToLower(address)] {
		d.Control = refusePrivate
	}
	return d.DialContext(ctx, network, address)
}

func refusePrivate(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	if !publicAddr(ap.Addr()) {
		return fmt.Errorf("%s: %w", address, ErrPrivateAddress)
	}
	return nil
}

// publicAddr reports whether an address can belong to a host on the Internet.
// The special ranges are those of the IANA special-purpose registries.
func publicAddr(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, special := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10",
	} {
		if netip.MustParsePrefix(special).Contains(a) {
			return false
		}
	}
	return true
}
