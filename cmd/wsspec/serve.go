package main

import (
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
)

// serveFlags are the flags of wsspec serve.
type serveFlags struct {
	listen       string
	fault        string
	faults       bool
	subprotocols []string
	origins      []string
	textOnly     bool
	maxMessage   int64
	tls          bool
	certOut      string
}

func serveCommand(io streams) *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Start the reference server: an echo server, conforming or with a fault",
		Long: `Start the reference server, a strict echo server, until it is interrupted. With --fault it misbehaves in one way,
to see what a failure looks like, or to try out a client. --faults lists all faults.`,
		Example: `  wsspec serve --listen 127.0.0.1:9001
  wsspec serve --fault long-control
  wsspec serve --tls --tls-cert-out server.pem
  wsspec serve --faults`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if f.faults {
				return listFaults(io.out)
			}
			return f.serve(c, io)
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:9001", "address and port to listen on; port 0 for a free one; unix:PATH for a Unix socket")
	flags.BoolVar(&f.tls, "tls", false, "speak TLS, with a certificate that is made for this run and signed by itself")
	flags.StringVar(&f.certOut, "tls-cert-out", "", "write that certificate into this `FILE`, for 'wsspec run --ca'")
	flags.StringVar(&f.fault, "fault", "", "the one misbehaviour of the server")
	flags.BoolVar(&f.faults, "faults", false, "list the faults and exit")
	flags.StringArrayVar(&f.subprotocols, "subprotocol", nil, "a subprotocol that the server knows; may be repeated")
	flags.StringArrayVar(&f.origins, "origin", nil, "an Origin that the server accepts (default: every one); may be repeated")
	flags.BoolVar(&f.textOnly, "text-only", false, "refuse binary messages with 1003")
	flags.Int64Var(&f.maxMessage, "max-message", 1<<20, "largest message in bytes")
	c.RegisterFlagCompletionFunc("fault", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var names []string
		for _, fault := range endpoint.Faults() {
			names = append(names, cobra.CompletionWithDesc(fault.Name, fault.Doc))
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	})
	return c
}

func (f *serveFlags) serve(c *cobra.Command, io streams) error {
	config := endpoint.Config{Protocols: f.subprotocols, Origins: f.origins, TextOnly: f.textOnly, MaxMessage: f.maxMessage}
	if f.maxMessage < 1 {
		return usage("--max-message is 1 at least, not %d", f.maxMessage)
	}
	if f.fault != "" {
		if config.Fault = endpoint.FindFault(f.fault); config.Fault == nil {
			return usage("there is no fault %q%s; 'wsspec serve --faults' lists all", f.fault, similarFault(f.fault))
		}
		if config.Fault.Role == reference.Client {
			return usage("the fault %q is one of a client", f.fault)
		}
		if config.Fault.TLS && !f.tls {
			return usage("the fault %q shows over TLS only; add --tls", f.fault)
		}
	}
	network, address := "tcp", f.listen
	if path, ok := strings.CutPrefix(f.listen, "unix:"); ok {
		network, address = "unix", path
	}
	listener, err := net.Listen(network, address)
	if err != nil {
		return usage("--listen: %w", err)
	}
	if err := f.secure(&config, listener.Addr()); err != nil {
		listener.Close()
		return err
	}
	server := endpoint.NewServer(config)
	fmt.Fprintf(io.out, "listening on %s\n", f.url(listener.Addr()))
	if config.Fault != nil {
		fmt.Fprintf(io.out, "fault %s: %s\n", config.Fault.Name, config.Fault.Doc)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case <-c.Context().Done():
		listener.Close()
		err = <-served
	case err = <-served:
	}
	server.Close()
	if err != nil {
		return &exit{exitInternal, err}
	}
	return nil
}

// similarFault is a hint at faults that have a part of the name.
func similarFault(name string) string {
	var names []string
	for _, fault := range endpoint.Faults() {
		if strings.Contains(fault.Name, name) || strings.Contains(name, fault.Name) {
			names = append(names, fault.Name)
		}
	}
	if len(names) == 0 || len(names) > 5 {
		return ""
	}
	return ", but " + strings.Join(names, ", ")
}

func listFaults(w io.Writer) error {
	for _, fault := range endpoint.Faults() {
		if _, err := fmt.Fprintf(w, "%-30s %-8s %s\n", fault.Name, fault.Section, fault.Doc); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "\n%d faults\n", len(endpoint.Faults()))
	return err
}
