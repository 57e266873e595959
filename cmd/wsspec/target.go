package main

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/token"
	"github.com/wsspec/wsspec/runner"
)

// targetFlags are the flags that say what a server is told in every request, and how it is reached.
type targetFlags struct {
	headers, cookies    []string
	basic, bearer       string
	origin, subprotocol string

	connectTo, unix, proxy    string
	ca, serverName, cert, key string
	insecure                  bool
	secrets                   []string // of which no value may be shown, wherever they stand

	all *pflag.FlagSet
}

func (f *targetFlags) register(c *cobra.Command) {
	f.all = pflag.NewFlagSet("target", pflag.ContinueOnError)
	f.all.StringArrayVar(&f.headers, "header", nil, "add a field to every request, as '`Name: value`'; may be repeated. The values of this, --cookie, --basic and --bearer may be @FILE or env:NAME")
	f.all.StringArrayVar(&f.cookies, "cookie", nil, "send a cookie, as `NAME=VALUE`; may be repeated")
	f.all.StringVar(&f.basic, "basic", "", "send basic credentials, as `USER:PASSWORD`")
	f.all.StringVar(&f.bearer, "bearer", "", "send a bearer `TOKEN`")
	f.all.StringVar(&f.origin, "origin", "", "send this Origin, which the server accepts")
	f.all.StringVar(&f.subprotocol, "subprotocol", "", "offer this subprotocol, which the server knows")
	f.all.StringVar(&f.connectTo, "connect-to", "", "connect to this `HOST:PORT`, whatever the URL says")
	f.all.StringVar(&f.unix, "unix", "", "connect to the Unix socket at this `PATH`, whatever the URL says")
	f.all.StringVar(&f.proxy, "proxy", "", "go through the HTTP proxy at this `URL`, or with 'env' through the one that the environment names")
	f.all.StringVar(&f.ca, "ca", "", "believe the authorities in this PEM `FILE`, and no others")
	f.all.BoolVar(&f.insecure, "insecure", false, "believe every certificate")
	f.all.StringVar(&f.serverName, "servername", "", "ask for the certificate of this `NAME` (default: the host of the URL)")
	f.all.StringVar(&f.cert, "cert", "", "show the client certificate in this PEM `FILE`; needs --key")
	f.all.StringVar(&f.key, "key", "", "the private key of --cert, a PEM `FILE`")
	c.Flags().AddFlagSet(f.all)
	c.MarkFlagsMutuallyExclusive("ca", "insecure")
	c.MarkFlagsRequiredTogether("cert", "key")
}

// given is the first of the flags that was given, or empty.
func (f *targetFlags) given() string {
	name := ""
	f.all.VisitAll(func(flag *pflag.Flag) {
		if flag.Changed && name == "" {
			name = "--" + flag.Name
		}
	})
	return name
}

// target is the server at a URL, reached as the flags say.
func (f *targetFlags) target(url string, timeout time.Duration) (*runner.Target, error) {
	dial := runner.Dial{ConnectTo: f.connectTo, Unix: f.unix, Proxy: f.proxy, Timeout: timeout, Insecure: f.insecure, ServerName: f.serverName}
	if err := f.readCertificates(&dial); err != nil {
		return nil, err
	}
	t, err := dial.Target(url)
	if err != nil {
		return nil, usage("%w", err)
	}
	if f.subprotocol != "" && !token.Valid(f.subprotocol) {
		return nil, usage("--subprotocol %q is no token, so no client may offer it", f.subprotocol)
	}
	t.Origin, t.Protocol = f.origin, f.subprotocol
	t.Secrets = append(t.Secrets, f.secrets...)
	for _, add := range []func(*runner.Target) error{f.addHeaders, f.addCookies, f.addBasic, f.addBearer} {
		if err := add(t); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (f *targetFlags) readCertificates(dial *runner.Dial) error {
	if f.ca != "" {
		content, err := os.ReadFile(f.ca)
		if err != nil {
			return usage("--ca: %w", err)
		}
		dial.Roots = x509.NewCertPool()
		if !dial.Roots.AppendCertsFromPEM(content) {
			return usage("--ca: %s holds no certificate in PEM", f.ca)
		}
	}
	if f.cert != "" {
		pair, err := tls.LoadX509KeyPair(f.cert, f.key)
		if err != nil {
			return usage("--cert and --key: %w", err)
		}
		dial.Certificate = &pair
	}
	return nil
}

func (f *targetFlags) addHeaders(t *runner.Target) error {
	for _, header := range f.headers {
		name, text, ok := strings.Cut(header, ":")
		if !ok || !token.Valid(name) {
			return usage("--header %sis not 'Name: value'", quotedName(header))
		}
		value, hidden, err := textOf("--header "+name, strings.TrimSpace(text))
		if err != nil {
			return err
		}
		if strings.ContainsAny(value, "\r\n\x00") {
			return usage("the value of --header %s holds a line end or NUL", name)
		}
		if hidden {
			t.Secrets = append(t.Secrets, value)
		}
		if err := addOnce(t, handshake.Field{Name: name, Value: value}, "--header "+name); err != nil {
			return err
		}
	}
	return nil
}

// quotedName is what may be the name of a field at the beginning of a text that is none, and a space. The rest may be a
// secret.
func quotedName(header string) string {
	name, _, _ := strings.Cut(header, " ")
	if strings.ContainsFunc(name, func(r rune) bool { return r != '-' && (r < 'A' || r > 'z' || r > 'Z' && r < 'a') }) {
		return ""
	}
	return `"` + name + `" `
}

func (f *targetFlags) addCookies(t *runner.Target) error {
	var pairs []string
	for _, cookie := range f.cookies {
		name, text, ok := strings.Cut(cookie, "=")
		if !ok || !token.Valid(name) {
			return usage("--cookie is NAME=VALUE, with a token for a name")
		}
		value, hidden, err := textOf("--cookie "+name, text)
		if err != nil {
			return err
		}
		if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == ';' || r == 0x7f }) {
			return usage("the value of --cookie %s holds a semicolon or a control character", name)
		}
		if hidden {
			t.Secrets = append(t.Secrets, value)
		}
		pairs = append(pairs, name+"="+value)
	}
	if len(pairs) == 0 {
		return nil
	}
	return addOnce(t, handshake.Field{Name: "Cookie", Value: strings.Join(pairs, "; ")}, "--cookie")
}

func (f *targetFlags) addBasic(t *runner.Target) error {
	if f.basic == "" {
		return nil
	}
	text, hidden, err := textOf("--basic", f.basic)
	if err != nil {
		return err
	}
	user, password, ok := strings.Cut(text, ":")
	if !ok {
		return usage("--basic is USER:PASSWORD")
	}
	if !hidden {
		if password, _, err = textOf("--basic", password); err != nil {
			return err
		}
	}
	if strings.ContainsFunc(user+password, isControl) {
		return usage("the value of --basic holds a control character")
	}
	return addOnce(t, runner.Basic(user, password), "--basic")
}

func (f *targetFlags) addBearer(t *runner.Target) error {
	if f.bearer == "" {
		return nil
	}
	text, _, err := textOf("--bearer", f.bearer)
	if err != nil {
		return err
	}
	if strings.ContainsFunc(text, func(r rune) bool { return isControl(r) || r == ' ' }) {
		return usage("the value of --bearer holds a space or a control character")
	}
	return addOnce(t, handshake.Field{Name: "Authorization", Value: "Bearer " + text}, "--bearer")
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// addOnce adds a field. Credentials and cookies come from one place.
func addOnce(t *runner.Target, field handshake.Field, from string) error {
	alone := token.EqualFold(field.Name, "Authorization") || token.EqualFold(field.Name, "Cookie")
	if alone && slices.ContainsFunc(t.Fields, func(other handshake.Field) bool { return token.EqualFold(other.Name, field.Name) }) {
		return usage("%s gives a second %s; one is there already, from the URL or another flag", from, field.Name)
	}
	t.Fields = append(t.Fields, field)
	return nil
}

// textOf is what the value of a flag says: the value as it stands, or, hidden from who lists processes, the content of a file
// (@FILE) or of a variable of the environment (env:NAME).
func textOf(flag, value string) (text string, hidden bool, err error) {
	if name, ok := strings.CutPrefix(value, "@"); ok {
		content, err := os.ReadFile(name)
		if err != nil {
			return "", true, usage("%s: %w", flag, err)
		}
		text, hidden = strings.TrimSuffix(strings.TrimSuffix(string(content), "\n"), "\r"), true
	} else if name, ok := strings.CutPrefix(value, "env:"); ok {
		text, hidden = os.Getenv(name), true
	} else {
		return value, false, nil
	}
	if text == "" {
		return "", true, usage("%s: there is nothing in %s", flag, value)
	}
	return text, hidden, nil
}
