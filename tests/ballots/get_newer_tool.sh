#!/bin/sh
# Fetches a belenios-tool that knows Ed25519 from Debian sid, beside the system, with its own loader.
#
#     tests/ballots/get_newer_tool.sh FOLDER        leaves FOLDER/belenios-tool, a script
#
# Nothing is installed: apt keeps its lists and packages inside FOLDER, takes them from wherever this
# system's own packages come from, and checks signatures with the system's Debian keyring. Exit
# status 1, with a reason, where that cannot be done.
set -eu
folder=$(mkdir -p "$1" && cd "$1" && pwd)
[ -x "$folder/belenios-tool" ] && exit 0

packages="belenios-tool libc6 libev4t64 libgmp10 libsodium26 libssl3t64 zlib1g libzstd1 libgcc-s1"
if ! command -v apt-get >/dev/null; then
    echo "this is no Debian system" >&2
    exit 1
fi
site=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' | grep -v -- -security | sort -u | head -1)
if [ -z "$site" ]; then
    echo "apt knows no Debian archive" >&2
    exit 1
fi
mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial" "$folder/debs"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] $site sid main" > "$folder/apt/sources.list"
: > "$folder/apt/status"
cat > "$folder/apt/apt.conf" <<CONFIG
Dir::State "$folder/apt";
Dir::State::lists "$folder/apt/lists";
Dir::State::status "$folder/apt/status";
Dir::Cache "$folder/apt/cache";
Dir::Etc::sourcelist "$folder/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
APT::Architecture "$(dpkg --print-architecture)";
Acquire::Languages "none";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
CONFIG
export APT_CONFIG="$folder/apt/apt.conf"
apt-get update -qq
(cd "$folder/debs" && apt-get download -qq $packages)
for package in "$folder"/debs/*.deb; do dpkg-deb -x "$package" "$folder/root"; done

loader=$(find "$folder/root" -name 'ld-linux-*.so.*' | head -1)
libraries=$(dirname "$(find "$folder/root" -name 'libc.so.6' | head -1)")
cat > "$folder/belenios-tool.new" <<SCRIPT
#!/bin/sh
exec "$loader" --library-path "$libraries" "$folder/root/usr/bin/belenios-tool" "\$@"
SCRIPT
chmod +x "$folder/belenios-tool.new"
"$folder/belenios-tool.new" --version
mv "$folder/belenios-tool.new" "$folder/belenios-tool"
