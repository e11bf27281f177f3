using CraneAnomaly.Detectors;

namespace CraneAnomaly.Tests.Detectors;

public class TrainingSetCollectorTests
{
    private static TrainingSetCollector Fill(int rows, int capacity, long seed = 1, string model = "window")
    {
        var collector = new TrainingSetCollector(model, ["a", "b"], seed: seed, capacity: capacity);
        for (int i = 0; i < rows; i++) collector.Add([i, -i]);
        return collector;
    }

    [Fact]
    public void Add_BelowTheCap_KeepsEveryRowInOrder()
    {
        var set = Fill(100, 1000).ToSet();
        Assert.Equal(100, set.Count);
        for (int i = 0; i < 100; i++) Assert.Equal([i, -i], set.Row(i).ToArray());
    }

    [Fact]
    public void Add_PastTheCap_KeepsAUniformSample()
    {
        var collector = Fill(50_000, 2000);
        Assert.Equal(50_000, collector.Offered);
        Assert.Equal(2000, collector.Count);
        var set = collector.ToSet();
        var ordinals = Enumerable.Range(0, set.Count).Select(i => (int)set.Row(i)[0]).ToArray();
        Assert.Equal(2000, ordinals.Distinct().Count());
        // A tenth of the stream holds 200 of the sample; the deviation is 13.
        for (int tenth = 0; tenth < 10; tenth++)
            Assert.InRange(ordinals.Count(o => o / 5000 == tenth), 140, 260);
    }

    [Fact]
    public void ToSet_SameStreamAndSeed_IsEqual_OtherSeedOrModelDiffers()
    {
        string hash = Fill(5000, 500).ToSet().Hash;
        Assert.Equal(hash, Fill(5000, 500).ToSet().Hash);
        Assert.NotEqual(hash, Fill(5000, 500, seed: 2).ToSet().Hash);
        var other = Fill(5000, 500, model: "other").ToSet();
        Assert.False(Fill(5000, 500).ToSet().Rows.Span.SequenceEqual(other.Rows.Span));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e300)] // finite, but not as a float
    public void Add_ValueThatIsNotFinite_IsRefusedAndCounted(double value)
    {
        var collector = new TrainingSetCollector("window", ["a", "b"]);
        collector.Add([1.0, value]);
        collector.Add([1.0, 2.0]);
        Assert.Equal((1, 1, 1), (collector.Refused, collector.Offered, collector.Count));
    }

    [Fact]
    public void Add_PaddedRow_TakesTheColumnsOnly()
    {
        var collector = new TrainingSetCollector("window", ["a", "b"]);
        collector.Add([1f, 2f, 0f, float.NaN, 0f, 0f, 0f, 0f]);
        Assert.Equal([1f, 2f], collector.ToSet().Rows.ToArray());
    }

    [Fact]
    public void ToSet_LaterRows_DoNotChangeIt()
    {
        var collector = Fill(10, 10);
        var set = collector.ToSet();
        float[] before = set.Rows.ToArray();
        for (int i = 0; i < 1000; i++) collector.Add([7f, 7f]);
        Assert.Equal(before, set.Rows.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("../evil")]
    [InlineData("Upper")]
    [InlineData("-x")]
    public void Constructor_NameThatIsNoFileName_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => new TrainingSetCollector(name, ["a"]));

    [Fact]
    public void Hash_DependsOnColumnsResolutionsAndRows()
    {
        var set = new TrainingSet("m", ["a", "b"], new float[] { 1, 2 });
        Assert.NotEqual(set.Hash, new TrainingSet("m", ["ab", ""], new float[] { 1, 2 }).Hash);
        Assert.NotEqual(set.Hash, new TrainingSet("m", ["a", "b"], new float[] { 1, 2 }, [1, 1]).Hash);
        Assert.NotEqual(set.Hash, new TrainingSet("m", ["a", "b"], new float[] { 1, 3 }).Hash);
        Assert.Equal(64, set.Hash.Length);
    }
}
