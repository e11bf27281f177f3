using CraneAnomaly.Protocols;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Protocols;

public class TransactionTableTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void First_EqualKeys_InOrder()
    {
        var table = new TransactionTable<int>(256);
        for (int i = 0; i < 20; i++)
        {
            table.Add(7, i, out bool duplicate) = i;
            Assert.Equal(i > 0, duplicate);
        }

        Assert.Equal(1, table[table.Next(table.First(7))].Value);
        for (int i = 0; i < 20; i++)
        {
            int slot = table.First(7);
            Assert.Equal(i, table[slot].Value);
            table.Remove(slot);
        }

        Assert.Equal(-1, table.First(7));
        Assert.Equal(0, table.CountUnanswered());
    }

    [Fact]
    public void Add_PastTheCap_OldestEvicted()
    {
        var table = new TransactionTable<int>(256);
        for (int i = 0; i < 300; i++) table.Add((ulong)i, i, out _) = i;
        Assert.Equal(256, table.Count);
        Assert.Equal(44, table.Evicted);
        Assert.Equal(-1, table.First(43));
        Assert.Equal(44, table[table.First(44)].Value);
        Assert.Equal(299, table[table.First(299)].Value);
        Assert.Equal(256, table.CountUnanswered());
    }

    [Fact]
    public void Add_SameKeyAfterATimeout_SupersedesTheOlder()
    {
        var table = new TransactionTable<int>(256);
        table.Add(0, 0, out _) = 1;
        table.Add(0, Second, out bool duplicate) = 2;
        Assert.True(duplicate);
        Assert.Equal(1, table.Count);
        Assert.Equal(2, table[table.First(0)].Value);
        Assert.Equal(2, table.CountUnanswered());
    }

    [Fact]
    public void Add_AfterAMinute_OldRequestsExpire()
    {
        var table = new TransactionTable<int>(256);
        for (int i = 0; i < 10; i++) table.Add((ulong)i, i, out _);
        table.Add(3, 61 * Second, out bool duplicate);
        Assert.False(duplicate);
        Assert.Equal(1, table.Count);
        Assert.Equal(10, table.Unanswered);
    }

    [Fact]
    public void Doubt_OpenRequests_NeitherDuplicateNorUnanswered()
    {
        var table = new TransactionTable<int>(256);
        table.Add(1, 0, out _);
        table.Add(2, 0, out _);
        table.Doubt();
        table.Add(1, 1, out bool duplicate);
        Assert.False(duplicate);
        Assert.Equal(1, table.CountUnanswered());
        Assert.NotEqual(-1, table.First(2));
    }

    [Property(MaxTest = 200)]
    public void Table_AnySequence_BehavesLikeAList(byte[] operations)
    {
        var table = new TransactionTable<int>(8);
        var model = new List<(ulong Key, int Value)>();
        for (int i = 0; i < operations.Length; i++)
        {
            ulong key = (ulong)(operations[i] & 7);
            if (operations[i] < 160)
            {
                table.Add(key, i, out bool duplicate) = i;
                Assert.Equal(model.Exists(m => m.Key == key), duplicate);
                if (model.Count == 8) model.RemoveAt(0);
                model.Add((key, i));
            }
            else
            {
                int slot = table.First(key), at = model.FindIndex(m => m.Key == key);
                Assert.Equal(at >= 0, slot >= 0);
                if (slot < 0) continue;
                if ((operations[i] & 8) != 0 && table.Next(slot) is >= 0 and int next)
                {
                    slot = next;
                    at = model.FindIndex(at + 1, m => m.Key == key);
                }

                Assert.Equal(model[at].Value, table[slot].Value);
                table.Remove(slot);
                model.RemoveAt(at);
            }

            Assert.Equal(model.Count, table.Count);
        }

        table.Reset();
        Assert.Equal(-1, table.First(0));
    }
}
