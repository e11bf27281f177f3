using CraneAnomaly.Protocols.Sessions.Quic;

namespace CraneAnomaly.Tests.Protocols.Sessions.Quic;

public class QuicHeaderTests
{
    // RFC 9001, A.2 and A.4 (retry); RFC 9369, A.2 (version 2); RFC 8999, 6 (negotiation of 1 and 2); a draft.
    [Theory]
    [InlineData("c000000001088394c8f03e5157080000449e7b9aec34", 1_200, "1")]
    [InlineData("ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba", 36, "1")]
    [InlineData("d76b3343cf088394c8f03e5157080000449ea0c95e82", 1_200, "2")]
    [InlineData("8000000000088394c8f03e51570800000000016b3343cf", 23, "negotiation")]
    [InlineData("c3ff00001d088394c8f03e5157080000449e", 1_200, "draft-29")]
    public void TryRead_Header_GivesItsVersion(string header, int length, string version)
    {
        Assert.True(QuicHeader.TryRead(QuicVectors.Packet(header, length), out var read));
        Assert.Equal(version, read.Name);
    }

    // A short header, no fixed bit, a version of nobody, an id of 21 bytes, nothing behind the ids.
    [Theory]
    [InlineData("4000000001088394c8f03e515708", 100)]
    [InlineData("8000000001088394c8f03e515708", 100)]
    [InlineData("c000000007088394c8f03e515708", 100)]
    [InlineData("c000000001150000000000000000", 100)]
    [InlineData("c000000001088394c8f03e51570800", 15)]
    public void TryRead_WhatIsNone_IsRefused(string header, int length) =>
        Assert.False(QuicHeader.TryRead(QuicVectors.Packet(header, length), out _));
}
