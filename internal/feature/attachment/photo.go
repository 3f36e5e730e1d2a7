package attachment

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"

	"titian/internal/kernel/errs"
)

const jpegQuality = 85

// redraw draws a photo anew, no larger than maxSide, upright, and without
// anything that was written beside the picture. They are drawn one after the
// other: the largest needs 300 MB while it is decoded.
func (s *Service) redraw(ctx context.Context, r io.ReaderAt, size int64, m Media) ([]byte, error) {
	select {
	case s.easels <- struct{}{}:
		defer func() { <-s.easels }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	whole := func() io.Reader { return io.NewSectionReader(r, 0, size) }
	config, _, err := image.DecodeConfig(whole())
	if err != nil {
		return nil, errs.New(errs.Invalid, "file.invalid").Because(err)
	}
	if config.Width < 1 || config.Height < 1 || config.Width > maxPixels/config.Height {
		return nil, errs.New(errs.Invalid, "attachment.pixels").With("max", maxPixels>>20)
	}
	decode := jpeg.Decode
	if m == PNG {
		decode = png.Decode
	}
	from, err := decode(whole())
	if err != nil {
		return nil, errs.New(errs.Invalid, "file.invalid").Because(err)
	}
	up := upright(smaller(from), orientation(whole()))
	var b bytes.Buffer
	if m == PNG {
		err = png.Encode(&b, up)
	} else {
		err = jpeg.Encode(&b, up, &jpeg.Options{Quality: jpegQuality})
	}
	return b.Bytes(), err
}

// smaller is the picture with its longer side at most maxSide.
func smaller(from image.Image) *image.NRGBA {
	w, h := from.Bounds().Dx(), from.Bounds().Dy()
	if long := max(w, h); long > maxSide {
		w, h = max(1, w*maxSide/long), max(1, h*maxSide/long)
	}
	to := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.ApproxBiLinear.Scale(to, to.Bounds(), from, from.Bounds(), draw.Src, nil)
	return to
}

// upright turns a picture as its camera noted (EXIF 1–8): with the note gone, a
// portrait would lie on its side.
func upright(from *image.NRGBA, note int) *image.NRGBA {
	if note <= 1 {
		return from
	}
	w, h := from.Bounds().Dx(), from.Bounds().Dy()
	to := image.NewNRGBA(image.Rect(0, 0, w, h))
	if note >= 5 {
		to = image.NewNRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := turned(note, x, y, w, h)
			copy(to.Pix[to.PixOffset(tx, ty):][:4], from.Pix[from.PixOffset(x, y):][:4])
		}
	}
	return to
}

// turned is where a pixel of a w×h picture stands once it is upright.
func turned(note, x, y, w, h int) (int, int) {
	switch note {
	case 2: // mirrored
		return w - 1 - x, y
	case 3: // upside down
		return w - 1 - x, h - 1 - y
	case 4: // upside down and mirrored
		return x, h - 1 - y
	case 5: // on its side and mirrored
		return y, x
	case 6: // on its left side
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8: // on its right side
		return y, w - 1 - x
	}
	return x, y
}
