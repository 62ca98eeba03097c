#!/usr/bin/perl
# Tells the frontend that what a node does on a change failed: tell-failure ADDRESS TEXT
# Nothing is told by a machine that tells nothing of its start (node first-boot-word).
use strict;
use warnings;

my ($frontend, $text) = @ARGV;
exit 0 if !-e '/usr/lib/cairn/ask-frontend.pl';
require '/usr/lib/cairn/ask-frontend.pl';
$text = substr $text, 0, 1000;
$text =~ s/([^A-Za-z0-9_.-])/sprintf '%%%02X', ord $1/ge;
my ($line) = ask_frontend($frontend, 0, 'start', "failed?text=$text");
exit($line =~ m{^HTTP/\S+ 2} ? 0 : 1);
