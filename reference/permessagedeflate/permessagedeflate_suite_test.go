package permessagedeflate_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/extension"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
)

func TestPermessageDeflate(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "permessage-deflate")
}

// elements are the elements of a field value.
func elements(value string) []extension.Extension {
	GinkgoHelper()
	if value == "" {
		return nil
	}
	list, err := extension.Parse(value)
	Expect(err).NotTo(HaveOccurred())
	return list
}

// element is permessage-deflate with the parameters, which begin with a semicolon if there are any.
func element(params string) extension.Extension {
	GinkgoHelper()
	list := elements("permessage-deflate" + params)
	Expect(list).To(HaveLen(1))
	return list[0]
}

var everyWindow = []int{0, 8, 9, 10, 11, 12, 13, 14, 15}

// everyParams is every set of parameters that an offer with these windows can have.
func everyParams(bits []int) []permessagedeflate.Params {
	var all []permessagedeflate.Params
	for flags := range 4 {
		for _, server := range bits {
			for _, client := range append([]int{-1}, bits...) {
				all = append(all, permessagedeflate.Params{
					ServerNoContextTakeover: flags&1 != 0, ClientNoContextTakeover: flags&2 != 0,
					ServerMaxWindowBits: server, ClientMaxWindowBits: max(client, 0), ClientMaxWindowBitsBare: client < 0,
				})
			}
		}
	}
	return all
}
