package peers_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// backend is the peer behind the proxies: it is strict, and needs nothing but packages of Debian either.
const backend = "websockets"

// reverseProxy is a program that stands in front of a server.
type reverseProxy struct {
	program string
	debian  string                       // the package that has it
	config  string                       // in the folder proxies
	args    func(config string) []string // in the foreground
}

var (
	nginx = reverseProxy{"nginx", "nginx", "nginx.conf", func(config string) []string {
		return []string{"-p", filepath.Dir(config), "-e", "stderr", "-c", config}
	}}
	haproxy = reverseProxy{"haproxy", "haproxy", "haproxy.cfg", func(config string) []string { return []string{"-db", "-f", config} }}
	httpd   = reverseProxy{"apache2", "apache2-bin", "httpd.conf", func(config string) []string { return []string{"-DFOREGROUND", "-f", config} }}
)

// proxied is the backend with a proxy in front of it.
func proxied(p reverseProxy) func() func(...string) server {
	return func() func(...string) server {
		program, err := exec.LookPath(p.program)
		if err != nil {
			program = "/usr/sbin/" + p.program // which is not in everybody's path
		}
		if _, err := os.Stat(program); err != nil {
			Skip("the peer needs Debian's " + p.debian)
		}
		behind := pythonPeer(backend)()
		return func(args ...string) server {
			return func() (string, func()) {
				url, stopServer := behind(args...)()
				address, stopProxy := p.start(program, strings.Trim(strings.TrimPrefix(url, "ws:"), "/"))
				return "ws://" + address + "/", func() { stopProxy(); stopServer() }
			}
		}
	}
}

// start starts the proxy on a port that is free. No proxy chooses one by itself, so somebody else may be quicker to take it:
// then it is another.
func (p *reverseProxy) start(program, server string) (address string, stop func()) {
	const tries = 3
	for try := 1; ; try++ {
		address := freeAddress()
		c := exec.Command(program, p.args(p.configure(address, server))...)
		Expect(c.Start()).To(Succeed())
		ended := make(chan struct{})
		go func() { c.Wait(); close(ended) }()
		stop := func() {
			c.Process.Signal(syscall.SIGTERM)
			<-ended
		}
		if listens(address, ended) {
			return address, stop
		}
		stop()
		Expect(try).To(BeNumerically("<", tries), "%s does not listen at %s", p.program, address)
	}
}

// configure writes the configuration into a folder of its own.
func (p *reverseProxy) configure(address, server string) string {
	text, err := os.ReadFile(filepath.Join("proxies", p.config))
	Expect(err).NotTo(HaveOccurred())
	dir := GinkgoT().TempDir()
	filled := strings.NewReplacer("{dir}", dir, "{address}", address, "{server}", server).Replace(string(text))
	config := filepath.Join(dir, p.config)
	Expect(os.WriteFile(config, []byte(filled), 0o666)).To(Succeed())
	return config
}

func freeAddress() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	defer listener.Close()
	return listener.Addr().String()
}

// listens waits until somebody takes connections at the address, or the process has ended.
func listens(address string, ended <-chan struct{}) bool {
	const patience = 10 * time.Second
	for give := time.After(patience); ; {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return true
		}
		select {
		case <-ended:
			return false
		case <-give:
			return false
		case <-time.After(10 * time.Millisecond):
		}
	}
}
