package attachment

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// orientation reads how a camera was held (EXIF tag 0x0112), 1 when nobody says.
// It is the one thing of a photo's data that is used, and that only once.
func orientation(r io.Reader) int {
	exif, err := exifOf(r)
	if err != nil || len(exif) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(exif, []byte("MM")) {
		order = binary.BigEndian
	}
	at := int(order.Uint32(exif[4:]))
	if at < 8 || at+2 > len(exif) {
		return 1
	}
	for i := range int(order.Uint16(exif[at:])) {
		entry := at + 2 + 12*i
		if entry+12 > len(exif) {
			return 1
		}
		if order.Uint16(exif[entry:]) != 0x0112 {
			continue
		}
		if n := int(order.Uint16(exif[entry+8:])); n >= 1 && n <= 8 {
			return n
		}
	}
	return 1
}

var errNoExif = errors.New("no EXIF")

// exifOf finds the EXIF block among the segments before a JPEG's picture.
func exifOf(r io.Reader) ([]byte, error) {
	var marker [4]byte
	if _, err := io.ReadFull(r, marker[:2]); err != nil || marker[0] != 0xFF || marker[1] != 0xD8 {
		return nil, errNoExif
	}
	for {
		if _, err := io.ReadFull(r, marker[:]); err != nil {
			return nil, err
		}
		size := int(binary.BigEndian.Uint16(marker[2:])) - 2
		if marker[0] != 0xFF || marker[1] == 0xDA || size < 0 {
			return nil, errNoExif // the picture begins
		}
		segment := make([]byte, size)
		if _, err := io.ReadFull(r, segment); err != nil {
			return nil, err
		}
		if exif, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); ok && marker[1] == 0xE1 {
			return exif, nil
		}
	}
}
