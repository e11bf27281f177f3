using CraneAnomaly.Detectors.Sequences;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Detectors.Sequences;

public class GramKeyTests
{
    private static readonly int[] s_same = [.. Enumerable.Range(0, 0x8002)];

    [Property]
    public void Pack_AnyCodes_RanksBackToTheSame(int stream, int a, int b, int c, int d)
    {
        int[] codes = [.. new[] { stream, a, b, c, d }.Select(drawn => (drawn & 0x7FFF) + 1)];
        var key = GramKey.Pack(codes[0], 4, codes[1], codes[2], codes[3], codes[4]);
        Assert.Equal(key, GramKey.Rank(key, s_same, s_same));
        Assert.True(GramKey.IsValid(key, 1, 4, 0x8002, 0x8002));
        Assert.False(GramKey.IsValid(key, 1, 4, codes[0], 0x8002));
    }

    [Fact]
    public void Pack_HighestCodes_DoNotReachIntoEachOther()
    {
        int max = GramKey.MaxCode;
        var keys = new[]
        {
            GramKey.Pack(0, 4, max, 0, 0, 0), GramKey.Pack(0, 4, 0, max, 0, 0), GramKey.Pack(0, 4, 0, 0, max, 0),
            GramKey.Pack(0, 4, 0, 0, 0, max), GramKey.Pack(max, 4, 0, 0, 0, 0), GramKey.Pack(0, 0, 0, 0, 0, 0),
        };
        for (int i = 0; i < keys.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                ulong shared = (keys[i].High & keys[j].High << 8 >> 8) | (keys[i].Low & keys[j].Low);
                Assert.Equal(0UL, shared);
            }
        }
    }
}
