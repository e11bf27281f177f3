using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Dns;

/// <summary>Questions and answers of several types, as RFC 1035, 4 has them.</summary>
public sealed class DnsVectors : SessionVectors
{
    public override string Folder => "Dns";

    public override OtProtocol Protocol => OtProtocol.Dns;

    public override ushort ServerPort => 53;

    public override int MostHeldBytes => 0;

    public override bool IsDatagram => true;

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false, [.. Header(0x1234, 0x0100, 1, 0, 0, 0), .. Name("WWW", "Port", "example"), 0, 1, 0, 1]),
        new(true,
        [
            .. Header(0x1234, 0x8580, 1, 6, 0, 1), .. Name("www", "port", "example"), 0, 1, 0, 1,
            .. Answer(5, 300, [5, .. "crane"u8, 0xC0, 16]), // crane.port.example: the labels from 16 on
            .. Answer(1, 60, [192, 0, 2, 7]),
            .. Answer(28, 61, [0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
            .. Answer(16, 0, [2, .. "hi"u8, 3, .. "you"u8]),
            .. Answer(15, 5, [0, 10, 4, .. "mail"u8, 0xC0, 16]),
            .. Answer(33, 5, [0, 0, 0, 0, 0x1F, 0x90, 2, .. "s1"u8, 0]),
            0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0, // options (RFC 6891)
        ]),
        new(false, [.. Header(7, 0x0100, 1, 0, 0, 0), .. Name("abcdefghijklmnopqrstuvwxyz234567", "t", "co"), 0, 10, 0, 1]),
        new(true, [.. Header(7, 0x8183, 1, 0, 0, 0), .. Name("abcdefghijklmnopqrstuvwxyz234567", "t", "co"), 0, 10, 0, 1]),
        new(true, [.. Header(8, 0x8180, 1, 0, 0, 0), 0xC0, 12, 0, 1, 0, 1]), // a name that points at itself
    ];

    public override IReadOnlyList<string> Records { get; } =
    [
        "request service=dns trans_id=4660 query=www.port.example qtype_name=A qclass_name=C_INTERNET query_length=16 longest_label=7 labels=3 "
            + "query_entropy_milli=3182 AA=F TC=F RD=T RA=F",
        "response service=dns trans_id=4660 query=www.port.example qtype_name=A qclass_name=C_INTERNET query_length=16 longest_label=7 labels=3 "
            + "query_entropy_milli=3182 AA=T TC=F RD=T RA=T answers=crane.port.example,192.0.2.7,2001:db8::1,TXT 2 hi TXT 3 you,mail.port.example,s1 "
            + "TTLs=300,60,61,0,5,5 answer_bytes=54 rcode_name=NOERROR",
        "request service=dns trans_id=7 query=abcdefghijklmnopqrstuvwxyz234567.t.co qtype_name=NULL qclass_name=C_INTERNET query_length=37 "
            + "longest_label=32 labels=3 query_entropy_milli=4958 AA=F TC=F RD=T RA=F",
        "response service=dns trans_id=7 query=abcdefghijklmnopqrstuvwxyz234567.t.co qtype_name=NULL qclass_name=C_INTERNET query_length=37 "
            + "longest_label=32 labels=3 query_entropy_milli=4958 AA=F TC=F RD=T RA=T answer_bytes=0 rcode_name=NXDOMAIN",
        "response service=dns trans_id=8 rcode_name=NOERROR",
    ];

    private static byte[] Header(int id, int flags, params int[] counts) =>
        [.. Word(id), .. Word(flags), .. counts.SelectMany(Word)];

    private static byte[] Name(params string[] labels) =>
        [.. labels.SelectMany(label => (byte[])[(byte)label.Length, .. System.Text.Encoding.ASCII.GetBytes(label)]), 0];

    // Every record is of the name that was asked for, which stands at 12.
    private static byte[] Answer(int type, int seconds, byte[] data) =>
        [0xC0, 12, .. Word(type), 0, 1, 0, 0, .. Word(seconds), .. Word(data.Length), .. data];

    private static byte[] Word(int value) => [(byte)(value >> 8), (byte)value];
}
