package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"go.yaml.in/yaml/v3"
)

// action is what GitHub Actions reads of action.yml.
type action struct {
	Inputs map[string]struct {
		Default  string
		Required bool
	}
	Runs struct {
		Using string
		Steps []struct {
			Name, Run, Shell, Uses string
			Env                    map[string]string
		}
	}
}

// step carries out a step of action.yml as GitHub Actions does, with inputs in place of the defaults.
func (a *action) step(name, dir string, inputs map[string]string) (out string, code int) {
	GinkgoHelper()
	root, err := filepath.Abs("../..")
	Expect(err).NotTo(HaveOccurred())
	for _, step := range a.Runs.Steps {
		if step.Name != name {
			continue
		}
		Expect(step.Run).NotTo(ContainSubstring("${{"), "an input inside the script would be a part of it")
		command := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
		command.Dir = dir
		command.Env = append(os.Environ(), "GITHUB_ACTION_PATH="+root, "RUNNER_TEMP="+dir, "GITHUB_STEP_SUMMARY="+filepath.Join(dir, "summary.md"))
		for variable, value := range step.Env {
			input := strings.TrimSuffix(strings.TrimPrefix(value, "${{ inputs."), " }}")
			Expect(a.Inputs).To(HaveKey(input))
			text, given := inputs[input]
			if !given {
				text = a.Inputs[input].Default
			}
			command.Env = append(command.Env, variable+"="+text)
		}
		printed, err := command.Output()
		if _, exited := err.(*exec.ExitError); err != nil && !exited {
			Fail(err.Error())
		}
		return string(printed), command.ProcessState.ExitCode()
	}
	Fail("no step " + name)
	return "", 0
}

var _ = Describe("In CI", func() {
	It("the action builds wsspec, tests the server, and tells what came of it", func() {
		if _, err := exec.LookPath("bash"); err != nil {
			Skip("the steps of the action are scripts for bash: " + err.Error())
		}
		content, err := os.ReadFile("../../action.yml")
		Expect(err).NotTo(HaveOccurred())
		var a action
		Expect(yaml.Unmarshal(content, &a)).To(Succeed())
		Expect(a.Runs.Using).To(Equal("composite"))
		dir := GinkgoT().TempDir()
		_, code := a.step("Build wsspec", dir, nil)
		Expect(code).To(Equal(0))

		_, code = a.step("Test the server", dir, map[string]string{
			"url": serve("long-control"), "selectors": "rfc6455/5.5/ping-payload-* rfc6455/5.5/pong-payload-126", "args": "--seed=7\n--user-agent-is-none\n"})
		Expect(code).To(Equal(exitUsage), "an argument that is none is refused, and the step with it")
		Expect(filepath.Join(dir, "summary.md")).NotTo(BeAnExistingFile())

		out, code := a.step("Test the server", dir, map[string]string{
			"url": serve("long-control"), "selectors": "rfc6455/5.5/ping-payload-* rfc6455/5.5/pong-payload-126", "args": "--seed=7\n--header=X-One: $(touch injected) `touch injected`"})
		Expect(code).To(Equal(exitMissed), out)
		Expect(filepath.Join(dir, "injected")).NotTo(BeAnExistingFile())
		stopped := regexp.MustCompile(`(?s)^::stop-commands::([0-9a-f]{32})\n(.*)\n::([0-9a-f]{32})::\n(.*)$`).FindStringSubmatch(out)
		Expect(stopped).NotTo(BeNil(), out)
		Expect(stopped[3]).To(Equal(stopped[1]))
		Expect(stopped[2]).To(ContainSubstring("FAIL  rfc6455/5.5/ping-payload-126"))
		Expect(stopped[4]).To(HavePrefix("::error title=rfc6455/5.5/ping-payload-126%3A "))
		summary, err := os.ReadFile(filepath.Join(dir, "summary.md"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(summary)).To(HavePrefix("## wsspec: gate must: missed\n"))
		for _, name := range []string{"results.jsonl", "report.sarif", "junit.xml", "report.html"} {
			Expect(filepath.Join(dir, a.Inputs["output"].Default, name)).To(BeARegularFile())
		}
	})

	It("the image has a binary that needs nothing beside it", func() {
		if runtime.GOOS != "linux" {
			Skip("the image is for Linux")
		}
		if testing.Short() {
			Skip("the image is not built in short mode: it compiles everything anew")
		}
		dockerfile, err := os.ReadFile("../../Dockerfile")
		Expect(err).NotTo(HaveOccurred())
		build := regexp.MustCompile(`RUN (CGO_ENABLED=0) go (build .*) -o /wsspec \./cmd/wsspec`).FindStringSubmatch(string(dockerfile))
		Expect(build).NotTo(BeNil())
		binary := filepath.Join(GinkgoT().TempDir(), "wsspec")
		command := exec.Command("go", append(strings.Fields(build[2]), "-o", binary, ".")...)
		command.Env = append(os.Environ(), build[1])
		out, err := command.CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(out))
		file, err := elf.Open(binary)
		Expect(err).NotTo(HaveOccurred())
		defer file.Close()
		libraries, err := file.ImportedLibraries()
		Expect(err).NotTo(HaveOccurred())
		Expect(libraries).To(BeEmpty())
		for _, part := range file.Progs {
			Expect(part.Type).NotTo(Equal(elf.PT_INTERP))
		}
	})

	It("the page has every format, with the name of its file", func() {
		page, err := os.ReadFile("../../docs/ci.md")
		Expect(err).NotTo(HaveOccurred())
		for name, format := range formats {
			Expect(string(page)).To(ContainSubstring("`" + name + "`"))
			Expect(string(page)).To(ContainSubstring("`" + format.file + "`"))
		}
	})
})
