package expectations_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
)

func TestExpectations(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "expectations")
}

// table has as much of a table as a list of expectations needs: the names.
var table = cases.Table{{ID: "rfc6455/5.5/one"}, {ID: "rfc6455/5.5/two"}, {ID: "rfc6455/5.6/three"}, {ID: "rfc6455/5.6/four"}}
