#!/bin/bash
# appliance: frontend
# needs: { tile: 1 }
# within: 300
# One picture over the wall, half red and half blue: the first tile shows red in its upper left corner.
set -e
python3 - <<'PICTURE'
from PIL import Image

picture = Image.new("RGB", (2560, 720), "red")
picture.paste("blue", (1280, 0, 2560, 720))
picture.save("/tmp/wall.png")
PICTURE
cairn-wall /tmp/wall.png
corner=$(cairn run tile-0-0 -- 'import -display :0 -window root -crop 1x1+10+100 -depth 8 rgb:- | od -An -tx1')
echo "$corner"
[[ $corner = *"ff 00 00"* ]]
