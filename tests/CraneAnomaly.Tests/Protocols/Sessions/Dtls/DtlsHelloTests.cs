using CraneAnomaly.Protocols.Sessions.Dtls;

namespace CraneAnomaly.Tests.Protocols.Sessions.Dtls;

public class DtlsHelloTests
{
    private static readonly byte[] s_body = [0xFE, 0xFD, .. new byte[32], 0, 0xC0, 0x2B, 0, 0, 0];

    [Theory]
    [InlineData(0xFD, "DTLSv12")]
    [InlineData(0xFF, "DTLSv10")]
    public void TryRead_HelloOfAServer_GivesItsVersion(byte version, string name)
    {
        byte[] body = [.. s_body];
        body[1] = version;
        Assert.True(DtlsHello.TryRead(DtlsVectors.Record(0, DtlsVectors.Message(2, 0, body)), out var hello));
        Assert.Equal((true, name), (hello.IsServer, hello.Name));
    }

    // TLS in place of DTLS, a later epoch, application data, another message, a later fragment, a fragment beyond its message.
    [Theory]
    [InlineData(1, 3)]
    [InlineData(4, 1)]
    [InlineData(0, 23)]
    [InlineData(13, 11)]
    [InlineData(21, 1)]
    [InlineData(24, 99)]
    public void TryRead_WhatIsNone_IsRefused(int at, byte value)
    {
        byte[] record = DtlsVectors.Record(0, DtlsVectors.Message(2, 0, s_body));
        Assert.True(DtlsHello.TryRead(record, out _));
        record[at] = value;
        Assert.False(DtlsHello.TryRead(record, out _));
    }

    [Fact]
    public void TryRead_EveryCut_NeverThrows()
    {
        byte[] record = DtlsVectors.Record(0, DtlsVectors.Message(2, 0, [.. s_body, 0, 43, 0, 2, 0xFE, 0xFC]));
        for (int length = 0; length < record.Length; length++) DtlsHello.TryRead(record.AsSpan(0, length), out _);
    }
}
