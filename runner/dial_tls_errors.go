package runner

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// explain says in one sentence why a TLS handshake failed. What the peer sent is quoted.
func explain(err error, name, inTheClear string) string {
	var (
		record    tls.RecordHeaderError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &record) && record.Conn != nil:
		return fmt.Sprintf("the server does not speak TLS on this port; try %s", inTheClear)
	case errors.As(err, &authority):
		return fmt.Sprintf("the certificate %q is signed by %s; --ca FILE names an authority to believe, --insecure believes every certificate",
			subject(authority.Cert), signer(authority.Cert))
	case errors.As(err, &host):
		return fmt.Sprintf("the certificate %q is for %s, not for %q; --servername NAME asks for another name, --insecure believes every certificate",
			subject(host.Certificate), names(host.Certificate), host.Host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && time.Now().Before(invalid.Cert.NotBefore):
		return fmt.Sprintf("the certificate %q is not valid before %s; --insecure believes every certificate", subject(invalid.Cert), day(invalid.Cert.NotBefore))
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("the certificate %q expired on %s; --insecure believes every certificate", subject(invalid.Cert), day(invalid.Cert.NotAfter))
	case errors.As(err, new(*tls.CertificateVerificationError)):
		return fmt.Sprintf("the certificate of %q cannot be verified: %q; --insecure believes every certificate", name, err)
	case isAlert(err):
		return fmt.Sprintf("the server refuses the TLS handshake: %s", alertText(err))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), isReset(err):
		return fmt.Sprintf("the server ended the connection during the TLS handshake; if it does not speak TLS on this port, try %s", inTheClear)
	}
	return fmt.Sprintf("the TLS handshake failed: %q", err)
}

// isAlert tells whether an error is an alert that the peer sent.
func isAlert(err error) bool {
	var remote *net.OpError
	return errors.As(err, &remote) && remote.Op == "remote error"
}

func alertText(err error) string {
	var remote *net.OpError
	errors.As(err, &remote)
	return fmt.Sprintf("alert %q", strings.TrimPrefix(remote.Err.Error(), "tls: "))
}

func subject(cert *x509.Certificate) string {
	if cert == nil {
		return ""
	}
	return cert.Subject.String()
}

func signer(cert *x509.Certificate) string {
	if cert == nil || cert.Issuer.String() == cert.Subject.String() {
		return "itself, which is no authority that anybody knows"
	}
	return fmt.Sprintf("an authority that is not believed, %q", cert.Issuer)
}

// names are those that a certificate is for.
func names(cert *x509.Certificate) string {
	const most = 5
	var list []string
	for _, name := range cert.DNSNames {
		list = append(list, fmt.Sprintf("%q", name))
	}
	for _, ip := range cert.IPAddresses {
		list = append(list, fmt.Sprintf("%q", ip))
	}
	switch {
	case len(list) == 0:
		return "no host"
	case len(list) > most:
		list = append(list[:most], "others")
	}
	return strings.Join(list, ", ")
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
