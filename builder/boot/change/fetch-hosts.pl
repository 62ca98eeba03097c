#!/usr/bin/perl
# Gets the list of hosts from the frontend, if it has another than the one that is here: fetch-hosts ADDRESS[:PORT] PATH FILE
# Whoever asks every minute gets one line for an answer as long as nothing changes.
use strict;
use warnings;
use IO::Socket::INET;

my ($frontend, $path, $file) = @ARGV;
my $tag = '';
if (-e $file && open my $kept, '<', "$file.tag") { $tag = <$kept> // ''; }

sub keep {
  my ($name, $text) = @_;
  open my $out, '>', "$name.new" or die "Cannot write $name: $!\n";
  print $out $text;
  close $out or die "Cannot write $name: $!\n";
  rename "$name.new", $name or die "Cannot write $name: $!\n";
}

$SIG{ALRM} = sub { die "$frontend does not answer in time\n" };
alarm 60;
my $socket = IO::Socket::INET->new(PeerAddr => $frontend, PeerPort => 80, Timeout => 15)
  or die "$frontend does not answer\n";
print $socket "GET $path HTTP/1.0\r\nHost: $frontend\r\n" . ($tag eq '' ? '' : "If-None-Match: $tag\r\n") . "\r\n";
local $/;
my ($head, $body) = split /\r\n\r\n/, <$socket> // '', 2;
my ($line) = split /\r\n/, $head // '';
$line //= '';
exit 0 if $line =~ m{^HTTP/\S+ 304\b} && $tag ne '';
die "$frontend says: $line\n" if $line !~ m{^HTTP/\S+ 200\b};
my ($length) = $head =~ /^Content-Length: *([0-9]+)/mi;
die "$frontend broke off\n" if !defined $length || length($body // '') != $length;
my ($new) = $head =~ /^ETag: *([!-~]+)/mi;
unlink "$file.tag";
keep($file, $body);
keep("$file.tag", $new) if defined $new;
