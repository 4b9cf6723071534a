package xlsx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// An ordered zip holds the compressed parts of a workbook until Close and
// writes them sorted by name: the library hands streamed sheets over in the
// order of a map, and the same report must give the same bytes.
type ordered struct {
	to    io.Writer
	parts []*entry
}

// An entry is one part being compressed.
type entry struct {
	name string
	data bytes.Buffer
	flat *flate.Writer
	size uint64
	sum  uint32
}

func (e *entry) Write(p []byte) (int, error) {
	e.size += uint64(len(p))
	e.sum = crc32.Update(e.sum, crc32.IEEETable, p)
	return e.flat.Write(p)
}

func newOrdered(w io.Writer) excelize.ZipWriter { return &ordered{to: w} }

// Create begins a part; it may be written to until Close.
func (z *ordered) Create(name string) (io.Writer, error) {
	e := &entry{name: name}
	var err error
	if e.flat, err = flate.NewWriter(&e.data, flate.DefaultCompression); err != nil {
		return nil, err
	}
	z.parts = append(z.parts, e)
	return e, nil
}

// AddFS is part of the library's interface and not used by it when it writes.
func (z *ordered) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the parts and the directory.
func (z *ordered) Close() error {
	slices.SortStableFunc(z.parts, func(a, b *entry) int { return strings.Compare(a.name, b.name) })
	out := zip.NewWriter(z.to)
	for _, e := range z.parts {
		if err := e.flat.Close(); err != nil {
			return err
		}
		w, err := out.CreateRaw(&zip.FileHeader{Name: e.name, Method: zip.Deflate, CRC32: e.sum,
			CompressedSize64: uint64(e.data.Len()), UncompressedSize64: e.size})
		if err != nil {
			return err
		}
		if _, err := e.data.WriteTo(w); err != nil {
			return err
		}
	}
	return out.Close()
}
