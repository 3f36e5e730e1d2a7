package pdfseal

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"
	"unicode/utf16"

	"github.com/smallstep/pkcs7"
)

// room is how many bytes of signature fit: certificates of a chain are about two
// thousand each.
const room = 16 << 10

// errForeign is a file that this package does not know how to seal.
var errForeign = errors.New("the file is not one that can be sealed: it has no plain table of contents, or a form or a seal already")

// What is looked for in a file as docgen writes it.
var (
	startForm = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)
	rootForm  = regexp.MustCompile(`/Root (\d+) 0 R`)
	infoForm  = regexp.MustCompile(`/Info \d+ 0 R`)
	sizeForm  = regexp.MustCompile(`/Size (\d+)`)
	pageForm  = regexp.MustCompile(`(?m)^(\d+) 0 obj\s*<<\s*/Type /Page\s`)
)

// Sign gives the file with the seal of the instant. The file below stays byte for
// byte what it was.
func (s *Seal) Sign(file []byte, at time.Time) ([]byte, error) {
	u, err := read(file)
	if err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(bytes.Clone(file))
	if !bytes.HasSuffix(file, []byte("\n")) {
		b.WriteByte('\n')
	}
	u.put(b, u.root, u.catalog[:len(u.catalog)-2]+fmt.Sprintf("/AcroForm <</Fields [%d 0 R] /SigFlags 3>>\n>>", u.size))
	u.put(b, u.page, u.leaf[:len(u.leaf)-2]+fmt.Sprintf("\n/Annots [%d 0 R]\n>>", u.size))
	u.put(b, u.size, fmt.Sprintf("<</Type /Annot /Subtype /Widget /FT /Sig /T (Segel) /F 132 /Rect [0 0 0 0] /P %d 0 R /V %d 0 R>>", u.page, u.size+1))
	const ranges = "[0 0000000000 0000000000 0000000000]"
	u.put(b, u.size+1, "<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:"+at.UTC().Format("20060102150405")+"Z) /Name "+text(s.Name())+
		" /ByteRange "+ranges+" /Contents <"+string(bytes.Repeat([]byte("0"), 2*room))+">>>")
	u.end(b)

	out := b.Bytes()
	from := bytes.LastIndex(out, []byte("/Contents <")) + len("/Contents ")
	to := from + 2*room + 2
	copy(out[bytes.LastIndex(out, []byte(ranges)):], fmt.Sprintf("[0 %010d %010d %010d]", from, to, len(out)-to))
	signature, err := s.cms(append(bytes.Clone(out[:from]), out[to:]...))
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if len(signature) > room {
		return nil, fmt.Errorf("seal: the chain of certificates takes %d bytes, more than %d", len(signature), room)
	}
	hex.Encode(out[from+1:], signature)
	return out, nil
}

// update is what an incremental update has to know of the file below it.
type update struct {
	start, root, page, size int
	catalog, leaf, info     string
	at                      map[int]int // offsets of what the update writes
}

func read(file []byte) (*update, error) {
	start := startForm.FindSubmatch(file)
	if start == nil || bytes.Contains(file, []byte("/AcroForm")) {
		return nil, errForeign
	}
	u := &update{start: number(start[1]), at: map[int]int{}}
	if u.start >= len(file) || !bytes.HasPrefix(file[u.start:], []byte("xref")) {
		return nil, errForeign
	}
	tail := file[u.start:]
	root, size, page := rootForm.FindSubmatch(tail), sizeForm.FindSubmatch(tail), pageForm.FindSubmatch(file)
	if root == nil || size == nil || page == nil {
		return nil, errForeign
	}
	u.root, u.size, u.page, u.info = number(root[1]), number(size[1]), number(page[1]), string(infoForm.Find(tail))
	var whole, leaf bool
	u.catalog, whole = object(file, u.root)
	u.leaf, leaf = object(file, u.page)
	if !whole || !leaf || bytes.Contains([]byte(u.leaf), []byte("/Annots")) {
		return nil, errForeign
	}
	return u, nil
}

// object is the dictionary of an object, from << to >>.
func object(file []byte, n int) (string, bool) {
	head := []byte("\n" + strconv.Itoa(n) + " 0 obj")
	from := bytes.Index(file, head)
	if from < 0 {
		return "", false
	}
	body, _, ended := bytes.Cut(file[from+len(head):], []byte("endobj"))
	body = bytes.TrimSpace(body)
	return string(body), ended && bytes.HasPrefix(body, []byte("<<")) && bytes.HasSuffix(body, []byte(">>"))
}

func (u *update) put(b *bytes.Buffer, n int, body string) {
	u.at[n] = b.Len()
	fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\n", n, body)
}

// end writes the table of what was written and where the earlier one is.
func (u *update) end(b *bytes.Buffer) {
	start := b.Len()
	b.WriteString("xref\n")
	for _, n := range []int{min(u.page, u.root), max(u.page, u.root)} {
		fmt.Fprintf(b, "%d 1\n%010d 00000 n \n", n, u.at[n])
	}
	fmt.Fprintf(b, "%d 2\n%010d 00000 n \n%010d 00000 n \n", u.size, u.at[u.size], u.at[u.size+1])
	fmt.Fprintf(b, "trailer\n<</Size %d /Root %d 0 R %s /Prev %d>>\nstartxref\n%d\n%%%%EOF\n", u.size+2, u.root, u.info, u.start, start)
}

// signingCertificate binds the signature to the certificate itself, so that it
// cannot be shown with another one of the same key (RFC 5035).
type signingCertificate struct{ Certificates []certificateHash }

var signingCertificateOID = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}

type certificateHash struct{ SHA256 []byte }

func (s *Seal) cms(content []byte) ([]byte, error) {
	d, err := pkcs7.NewSignedData(content)
	if err != nil {
		return nil, err
	}
	d.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	h := sha256.Sum256(s.certificate.Raw)
	config := pkcs7.SignerInfoConfig{ExtraSignedAttributes: []pkcs7.Attribute{{
		Type:  signingCertificateOID,
		Value: signingCertificate{[]certificateHash{{h[:]}}},
	}}}
	if err := d.AddSignerChain(s.certificate, s.key, s.chain, config); err != nil {
		return nil, err
	}
	d.Detach()
	return d.Finish()
}

// text writes a name as a PDF string that any letter fits into.
func text(s string) string {
	b := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return "<" + hex.EncodeToString(b) + ">"
}

func number(b []byte) int {
	n, err := strconv.Atoi(string(b))
	if err != nil {
		return 1 << 30 // beyond any file that fits into memory
	}
	return n
}
