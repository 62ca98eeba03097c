#!/bin/bash
# appliance: frontend
# needs: { tile: 1 }
# within: 300
# One picture over the wall, half red and half blue: the first tile shows red at its left, whether the wall is one tile or up to
# two rows of two, which leave black above.
set -e
python3 - <<'PICTURE'
from PIL import Image

picture = Image.new("RGB", (2560, 720), "red")
picture.paste("blue", (1280, 0, 2560, 720))
picture.save("/tmp/wall.png")
PICTURE
cairn-wall /tmp/wall.png
left=$(cairn run tile-0-0 -- 'import -display :0 -window root -crop 1x1+10+450 -depth 8 rgb:- | od -An -tx1')
echo "$left"
[[ $left = *"ff 00 00"* ]]
