package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/expectations"
	"github.com/wsspec/wsspec/expectations/yamlfile"
	"github.com/wsspec/wsspec/runner"
)

// configFile is the configuration that is read if none is named and there is one.
const configFile = "wsspec.yaml"

// configFlags are the flags of wsspec run that are about its configuration.
type configFlags struct {
	file   string
	update bool

	content []byte // as it was read
	known   *expectations.List
	lines   map[string]int // of the keys that were taken
}

// flagKeys are the keys that stand for the flag of their name.
var flagKeys = []string{
	"subprotocol", "origin", "header", "bearer", "basic", "cookie",
	"connect-to", "unix", "proxy", "ca", "insecure", "servername", "cert", "key",
	"exclude", capabilitiesFlag, "stress", "thorough", "max-size", "jobs", "timeout", "min-timeout", "pid", "metrics-url",
	"gate", "output", "format", "autobahn-report", "agent",
}

// configKeys are all keys.
var configKeys = slices.Concat([]string{"url", "select"}, flagKeys, []string{expectations.Key})

// rivals are flags of which one given on the command line stands for all.
var rivals = [][]string{{"bearer", "basic"}, {"connect-to", "unix", "proxy"}, {"ca", "insecure"}, {"cert", "key"}, {"pid", "metrics-url"}}

// credentials are the keys that are for the host of the URL beside them, and for no other.
var credentials = []string{"header", "bearer", "basic", "cookie", "cert", "key"}

// tlsKeys have no meaning for a URL on the command line that does without TLS.
var (
	tlsKeys  = []string{"ca", "insecure", "servername", "cert", "key"}
	clearURL = regexp.MustCompile(`^(?i:ws|http|ws\+unix)://`)
)

func (f *configFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.file, "config", "", "read this configuration (default: "+configFile+", if it is there)")
	c.Flags().BoolVar(&f.update, "update-expectations", false, "make the expected failures in the configuration those of this run")
	c.MarkFlagFilename("config", "yaml", "yml")
}

// configure reads the configuration and returns the arguments with what it adds to them. What the command line says counts
// more.
func (f *runFlags) configure(c *cobra.Command, args []string, io streams) ([]string, error) {
	if f.autobahn.spec != "" {
		if f.config.file != "" || f.config.update {
			return nil, usage("--autobahn-spec is a configuration itself; --config and --update-expectations have no place beside it")
		}
		return args, nil
	}
	read, err := f.config.read()
	if err != nil || !read {
		return args, err
	}
	name := f.config.file
	config, err := yamlfile.Parse(name, f.config.content)
	if err == nil {
		err = config.Only(configKeys...)
	}
	if err == nil {
		f.config.known, err = expectations.Of(name, config, table())
	}
	if err == nil {
		args, err = f.take(c, config, args, io)
	}
	var wrong *yamlfile.Error
	if errors.As(err, &wrong) {
		return nil, usage("%w", err)
	}
	return args, err
}

// read reads the file, and tells whether there is one.
func (f *configFlags) read() (bool, error) {
	name := cmp.Or(f.file, configFile)
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) && (f.file == "" || f.update) {
		if f.update {
			f.file, f.known = name, &expectations.List{File: name}
		}
		return false, nil
	}
	if err != nil {
		return false, usage("--config: %w", err)
	}
	defer file.Close()
	f.file = name
	if f.content, err = io.ReadAll(io.LimitReader(file, yamlfile.Most+1)); err != nil {
		return false, usage("--config: %w", err)
	}
	return true, nil
}

// take takes over what the command line does not say.
func (f *runFlags) take(c *cobra.Command, config *yamlfile.Map, args []string, io streams) ([]string, error) {
	given := map[string]bool{}
	for _, key := range flagKeys {
		given[key] = c.Flags().Changed(key)
	}
	for _, group := range rivals {
		if slices.ContainsFunc(group, func(key string) bool { return given[key] }) {
			for _, key := range group {
				given[key] = true
			}
		}
	}
	if len(args) > 0 && clearURL.MatchString(args[0]) {
		for _, key := range tlsKeys {
			given[key] = true
		}
	}
	f.config.lines = map[string]int{}
	said := fmt.Sprintf("wsspec: the configuration is %s", f.config.file)
	args, other, err := f.takeURL(config, args)
	if err != nil {
		return nil, err
	}
	if other != "" {
		said += "; its credentials are not for " + other + " and stay here"
	}
	if args, err = takeSelect(config, args); err != nil {
		return nil, err
	}
	for _, pair := range config.Pairs {
		if !slices.Contains(flagKeys, pair.Key) || given[pair.Key] || other != "" && slices.Contains(credentials, pair.Key) {
			continue
		}
		if err := f.takeFlag(c, &pair); err != nil {
			return nil, err
		}
	}
	if err := c.ValidateFlagGroups(); err != nil {
		return nil, &exit{exitUsage, err}
	}
	if !f.quiet {
		fmt.Fprintln(io.err, said)
	}
	return args, nil
}

// takeURL puts the URL in front of the arguments, if they have none. If they have one of another host it returns that.
func (f *runFlags) takeURL(config *yamlfile.Map, args []string) (taken []string, other string, err error) {
	pair := config.Find("url")
	if pair == nil {
		return args, "", nil
	}
	text, err := pair.Value.Text("url")
	if err != nil {
		return nil, "", err
	}
	if text, err = expand(&pair.Value, text, nil); err != nil {
		return nil, "", err
	}
	if _, err := new(runner.Dial).Target(text); err != nil {
		return nil, "", pair.Value.Errorf("url: %v", err)
	}
	if len(args) == 0 || !strings.Contains(args[0], "://") {
		f.config.lines["url"] = pair.Line
		return append([]string{text}, args...), "", nil
	}
	if host := hostOf(args[0]); host != hostOf(text) {
		return args, cmp.Or(host, "another target"), nil
	}
	return args, "", nil
}

func hostOf(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// takeSelect puts the selectors behind the arguments, if they have none.
func takeSelect(config *yamlfile.Map, args []string) ([]string, error) {
	pair := config.Find("select")
	if pair == nil {
		return args, nil
	}
	values, err := pair.Value.Texts("select")
	if err != nil {
		return nil, err
	}
	var selectors []string
	for _, value := range values {
		selector, err := value.Text("a selector")
		if err != nil {
			return nil, err
		}
		if _, err := table().Select(selector); err != nil {
			return nil, value.Errorf("%v; %s", err, selectorHint([]string{selector}))
		}
		selectors = append(selectors, selector)
	}
	if slices.ContainsFunc(args, func(arg string) bool { return !strings.Contains(arg, "://") }) {
		return args, nil
	}
	return append(args, selectors...), nil
}

// takeFlag sets a flag to what its key says.
func (f *runFlags) takeFlag(c *cobra.Command, pair *yamlfile.Pair) error {
	flag := c.Flags().Lookup(pair.Key)
	values := []yamlfile.Value{pair.Value}
	if flag.Value.Type() == "stringArray" {
		var err error
		if values, err = pair.Value.Texts(pair.Key); err != nil {
			return err
		}
	}
	for _, value := range values {
		text, err := value.Text(pair.Key)
		if err != nil {
			return err
		}
		if text, err = f.credential(pair.Key, &value, text); err != nil {
			return err
		}
		if flag.Value.Type() == "bool" && text == flag.DefValue {
			continue
		}
		f.config.lines[pair.Key] = value.Line()
		if err := c.Flags().Set(pair.Key, text); err != nil {
			return value.Errorf("%v", err)
		}
	}
	return nil
}

// credential is a value with variables of the environment in it. One that is all of the secret is left to the flag, which
// never shows it.
func (f *runFlags) credential(key string, value *yamlfile.Value, text string) (string, error) {
	before, ok := map[string]string{"header": ":", "cookie": "=", "basic": ":", "bearer": ""}[key]
	if !ok {
		return expand(value, text, &f.secrets)
	}
	at := strings.Index(text, before) + len(before)
	head, tail := text[:at], strings.TrimLeft(text[at:], " ")
	if key == "bearer" || key == "basic" && at == 0 {
		head, tail = "", text
	}
	if name := whole.FindStringSubmatch(tail); name != nil {
		if _, err := expand(value, tail, nil); err != nil {
			return "", err
		}
		return head + "env:" + name[1], nil
	}
	expanded, err := expand(value, tail, &f.secrets)
	if err == nil && expanded != tail && (strings.HasPrefix(expanded, "@") || strings.HasPrefix(expanded, "env:")) {
		err = value.Errorf("the variable at its beginning begins with @ or env:, which names a file or a variable")
	}
	return head + expanded, err
}

var (
	variable = regexp.MustCompile(`\$\{([^}]*)\}?`)
	whole    = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$`)
)

// expand puts variables of the environment in place of their names. What they hold is added to the secrets.
func expand(value *yamlfile.Value, text string, secrets *[]string) (string, error) {
	var wrong error
	text = variable.ReplaceAllStringFunc(text, func(found string) string {
		name := whole.FindStringSubmatch(found)
		if name == nil {
			wrong = cmp.Or(wrong, value.Errorf("%s is no variable: it is written ${NAME}", found))
			return ""
		}
		content := os.Getenv(name[1])
		if content == "" {
			wrong = cmp.Or(wrong, value.Errorf("the variable %s of the environment is not set, or empty", name[1]))
		}
		if secrets != nil {
			*secrets = append(*secrets, content)
		}
		return content
	})
	return text, wrong
}

// flagNamed finds the names of flags in what is said of them.
var flagNamed = regexp.MustCompile(`--([a-z-]+)|\[([a-z -]+)\]`)

// located says of an error about a flag that the configuration set where that is.
func (f *configFlags) located(err error) error {
	var e *exit
	if !errors.As(err, &e) || e.code != exitUsage || e.err == nil || strings.HasPrefix(e.err.Error(), f.file+":") {
		return err
	}
	for _, found := range flagNamed.FindAllStringSubmatch(e.err.Error(), -1) {
		for _, name := range strings.Fields(found[1] + " " + found[2]) {
			if line := f.lines[name]; line > 0 {
				return usage("%s:%d: %w", f.file, line, e.err)
			}
		}
	}
	return err
}

// without leaves the excluded cases out.
func (f *runFlags) without(selected cases.Table) (cases.Table, error) {
	if len(f.exclude) == 0 {
		return selected, nil
	}
	excluded, err := table().Select(f.exclude...)
	if err != nil {
		return nil, usage("--exclude: %w; %s", err, selectorHint(f.exclude))
	}
	left := slices.DeleteFunc(slices.Clone(selected), func(c *cases.Case) bool { return slices.Contains(excluded, c) })
	if len(left) == 0 {
		return nil, usage("--exclude leaves no case")
	}
	return left, nil
}
