using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Capture.Link;

namespace CraneAnomaly.Tests.Capture.Flows;

public class DuplicateFilterTests
{
    private static readonly DecodedPacket Segment = new()
    {
        Sequence = 7,
        Acknowledgement = 9,
        IpId = 3,
        Checksum = 5,
        IpLength = 60,
        WirePayloadLength = 20,
    };

    [Theory]
    [InlineData(0, true)]
    [InlineData(1_000_000, true)]
    [InlineData(-1_000_000, true)]
    [InlineData(1_000_001, false)]
    public void IsCopy_SameSegment_WithinTheWindowOnly(long laterNs, bool expected)
    {
        var filter = new DuplicateFilter(1_000_000, new KeyedHash(1));
        Assert.False(filter.IsCopy(Segment, 4, 0, 50_000_000));
        Assert.Equal(expected, filter.IsCopy(Segment, 4, 0, 50_000_000 + laterNs));
    }

    [Fact]
    public void IsCopy_AnyFieldDiffers_IsNone()
    {
        var filter = new DuplicateFilter(1_000_000, new KeyedHash(1));
        DecodedPacket[] others =
        [
            Segment with { Sequence = 8 }, Segment with { Acknowledgement = 8 }, Segment with { IpId = 4 },
            Segment with { Checksum = 6 }, Segment with { IpLength = 61 },
        ];
        foreach (var other in others)
        {
            filter.IsCopy(Segment, 4, 0, 50);
            Assert.False(filter.IsCopy(other, 4, 0, 51));
        }

        filter.IsCopy(Segment, 4, 0, 60);
        Assert.False(filter.IsCopy(Segment, 4, 1, 61));
        Assert.False(filter.IsCopy(Segment, 5, 0, 62));
    }

    [Fact]
    public void IsCopy_AcknowledgementsWithoutIdentification_AreNone()
    {
        var filter = new DuplicateFilter(1_000_000, new KeyedHash(1));
        var ack = Segment with { IpId = 0, WirePayloadLength = 0 };
        Assert.False(filter.IsCopy(ack, 4, 0, 50));
        Assert.False(filter.IsCopy(ack, 4, 0, 51));
    }

    [Fact]
    public void IsCopy_DatagramsWithOtherContentAndSameChecksum_AreNone()
    {
        var filter = new DuplicateFilter(1_000_000, new KeyedHash(1));
        Assert.False(filter.IsCopy(Segment, [1, 2, 3, 4], 4, 0, 50));
        Assert.False(filter.IsCopy(Segment, [3, 4, 1, 2], 4, 0, 51));
        Assert.True(filter.IsCopy(Segment, [3, 4, 1, 2], 4, 0, 52));
    }

    [Fact]
    public void IsCopy_WindowOfZero_IsOff()
    {
        var filter = new DuplicateFilter(0, new KeyedHash(1));
        filter.IsCopy(Segment, 4, 0, 50);
        Assert.False(filter.IsCopy(Segment, 4, 0, 50));
    }
}
