package main

import (
	"crypto/tls"
	"encoding/pem"
	"net"
	"os"

	"github.com/wsspec/wsspec/reference/endpoint"
)

// secure makes the server speak TLS, if that is wanted.
func (f *serveFlags) secure(config *endpoint.Config, address net.Addr) error {
	if !f.tls {
		if f.certOut != "" {
			return usage("--tls-cert-out goes with --tls")
		}
		return nil
	}
	hosts := []string{"localhost", "127.0.0.1", "::1"}
	if host, _, err := net.SplitHostPort(address.String()); err == nil {
		hosts = append(hosts, host)
	}
	certificate, err := endpoint.SelfSigned(hosts...)
	if err != nil {
		return &exit{exitInternal, err}
	}
	config.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"http/1.1"}}
	if f.certOut == "" {
		return nil
	}
	content := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]})
	if err := os.WriteFile(f.certOut, content, 0o666); err != nil {
		return usage("--tls-cert-out: %w", err)
	}
	return nil
}

// url is where clients find the server.
func (f *serveFlags) url(address net.Addr) string {
	scheme := "ws"
	if f.tls {
		scheme = "wss"
	}
	if address.Network() != "unix" {
		return scheme + "://" + address.String() + "/"
	}
	if f.tls {
		return "wss://localhost/ at --unix " + address.String()
	}
	return "ws+unix://" + address.String() + ":/"
}
