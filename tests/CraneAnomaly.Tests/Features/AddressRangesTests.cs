using CraneAnomaly.Features;
using FsCheck;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Features;

public class AddressRangesTests
{
    [Property(MaxTest = 300)]
    public void Add_AnySequence_ContainsItAllInFewSortedRanges((ushort Address, byte Quantity)[] accesses)
    {
        var ranges = new AddressRanges();
        var touched = new bool[70_000];
        bool joined = false;
        foreach (var (drawn, quantity) in accesses)
        {
            int address = drawn % 3000;
            ranges.Add(address, quantity);
            touched.AsSpan(address, Math.Max((int)quantity, 1)).Fill(true);
            joined |= Runs(touched) > AddressRanges.MaxRanges;

            Assert.InRange(ranges.Ranges.Length, 1, AddressRanges.MaxRanges);
            for (int i = 1; i < ranges.Ranges.Length; i++)
                Assert.True(ranges.Ranges[i].From > ranges.Ranges[i - 1].To + 1, ranges.ToString());
        }

        foreach (var (drawn, quantity) in accesses) Assert.True(ranges.Contains(drawn % 3000, quantity));
        for (int address = 0; address < 3300; address++)
        {
            bool known = ranges.Contains(address, 1);
            Assert.True(known || !touched[address]);
            Assert.True(joined || known == touched[address], $"{address} in {ranges}");
        }
    }

    [Fact]
    public void Contains_ARangeThatIsOnlyPartlyKnown_IsFalse()
    {
        var ranges = new AddressRanges();
        ranges.Add(10, 10);
        ranges.Add(30, 10);

        Assert.True(ranges.Contains(10, 10));
        Assert.False(ranges.Contains(10, 11));
        Assert.False(ranges.Contains(9, 2));
        Assert.False(ranges.Contains(15, 20));
        Assert.False(ranges.Contains(25, 1));
    }

    [Fact]
    public void Add_AddressesThatTouch_BecomeOneRange()
    {
        var ranges = new AddressRanges();
        ranges.Add(10, 2);
        ranges.Add(14, 2);
        ranges.Add(12, 2);

        Assert.Equal([(10, 15)], ranges.Ranges.ToArray());
        Assert.Equal("10-15", ranges.ToString());
    }

    [Fact]
    public void Add_OneRangeTooMany_JoinsTheTwoThatAreClosest()
    {
        var ranges = new AddressRanges();
        for (int i = 0; i < AddressRanges.MaxRanges; i++) ranges.Add(i * 100, 1);
        Assert.False(ranges.Contains(1500, 11));
        ranges.Add(1510, 1);

        Assert.Equal(AddressRanges.MaxRanges, ranges.Ranges.Length);
        Assert.True(ranges.Contains(1500, 11));
        Assert.False(ranges.Contains(1401, 1));
    }

    [Fact]
    public void Add_NoAddress_IsNothing()
    {
        var ranges = new AddressRanges();
        ranges.Add(-1, 5);
        Assert.Equal(0, ranges.Ranges.Length);
        Assert.Equal("", ranges.ToString());
    }

    private static int Runs(bool[] touched)
    {
        int runs = 0;
        for (int i = 0; i < 3300; i++)
            if (touched[i] && (i == 0 || !touched[i - 1])) runs++;
        return runs;
    }
}
