using CraneAnomaly.Cli;

namespace CraneAnomaly.Tests.Cli;

public class FrameRangeTests
{
    [Theory]
    [InlineData(null, 1, long.MaxValue)]
    [InlineData("3-9", 3, 9)]
    [InlineData("3-3", 3, 3)]
    [InlineData("3-", 3, long.MaxValue)]
    [InlineData("-9", 1, 9)]
    public void TryParse_ARange_HasBothEnds(string? text, long first, long last)
    {
        Assert.True(FrameRange.TryParse(text, out var range));
        Assert.Equal(new(first, last), range);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("7")]
    [InlineData("0-3")]
    [InlineData("4-3")]
    [InlineData("1-2-3")]
    [InlineData(" 1-2")]
    [InlineData("1-99999999999999999999")]
    public void TryParse_NoRange_IsFalse(string text) => Assert.False(FrameRange.TryParse(text, out _));
}
