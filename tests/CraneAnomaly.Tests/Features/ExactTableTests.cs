using CraneAnomaly.Features;
using FsCheck;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Features;

public class ExactTableTests
{
    [Property(MaxTest = 200)]
    public void FindOrAdd_AnySequence_AgreesWithAList(NonNegativeInt cap, int[] keys, ulong seed)
    {
        int capacity = cap.Get % 40 + 1;
        var table = new ExactTable<int>(capacity, ExactTablePolicy.EvictOldest, new(seed, ~seed * 3));
        List<(ExactKey Key, int Value)> model = [];
        long evicted = 0;
        foreach (int drawn in keys.Concat(Enumerable.Range(0, 60)).Concat(keys))
        {
            // Few different keys, so that finding, inserting and evicting all happen.
            var key = new ExactKey((ulong)(uint)drawn % 7, (ulong)(uint)drawn % 11);
            int at = model.FindIndex(entry => entry.Key == key), value = at < 0 ? 0 : model[at].Value;
            Assert.Equal(at < 0 ? -1 : value, table.Find(key) is >= 0 and var found ? table[found] : -1);
            if (at >= 0) model.RemoveAt(at);
            else if (model.Count == capacity)
            {
                model.RemoveAt(0);
                evicted++;
            }

            model.Add((key, value + 1));
            int index = table.FindOrAdd(key, out bool added);
            Assert.Equal(at < 0, added);
            table[index]++;
            table.Touch(index);
        }

        Assert.Equal(model, table.OrderByTouch().Select(index => (table.KeyAt(index), table[index])));
        Assert.Equal(model.Select(entry => entry.Key).Order(), table.OrderByKey().Select(table.KeyAt));
        Assert.Equal(evicted, table.Evicted);
    }

    [Fact]
    public void FindOrAdd_Full_RefusesAndCounts()
    {
        var table = new ExactTable<int>(100);
        for (ulong i = 0; i < 250; i++) table.FindOrAdd(new(i, 0), out _);
        Assert.Equal((100, 150), (table.Count, table.Refused));
        Assert.Equal(-1, table.Find(new(100, 0)));
        for (ulong i = 0; i < 100; i++) Assert.Equal((int)i, table.Find(new(i, 0)));
    }

    [Fact]
    public void Find_EmptyKey_IsAKeyLikeAnyOther()
    {
        var table = new ExactTable<int>(4);
        Assert.Equal(-1, table.Find(default));
        Assert.Equal(0, table.FindOrAdd(default, out bool added));
        Assert.True(added);
        table.Clear();
        Assert.Equal(-1, table.Find(default));
    }

    [Fact]
    public void Find_KeysThatDifferInAnyBit_AreDifferent()
    {
        var table = new ExactTable<int>(200);
        for (int bit = 0; bit < 64; bit++)
        {
            table.FindOrAdd(new(1UL << bit, 0), out bool high);
            table.FindOrAdd(new(0, 1UL << bit), out bool low);
            Assert.True(high && low);
        }

        Assert.Equal(128, table.Count);
    }
}
