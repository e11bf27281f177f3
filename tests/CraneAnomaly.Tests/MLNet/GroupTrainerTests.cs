using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Groups;
using CraneAnomaly.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CraneAnomaly.Tests.MLNet;

public class GroupTrainerTests
{
    [Theory]
    [InlineData(2, 2, 600)]
    [InlineData(8, 5, 400)]
    [InlineData(23, 8, 1_000)]
    public void Train_Groups_KernelGivesTheDistancesOfTheSavedModel(int columns, int groups, int rows)
    {
        var set = Make(rows, columns, groups);
        var model = new MlNetTrainer().Train(set);
        Assert.True(model.IsTrained, model.WhyUntrained);
        var kernel = GroupKernel.FromBytes(model.Kernel.Span);
        Assert.Equal(groups, kernel.Count);

        var context = new MLContext(1);
        using var stream = new MemoryStream(model.ModelZip.ToArray());
        var saved = context.Model.Load(stream, out _);
        ulong state = 99;
        var probes = Enumerable.Range(0, 200).Select(i => new Row { Features = Moved(set, i, ref state) }).ToList();
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, columns);
        var outputs = saved.Transform(context.Data.LoadFromEnumerable(probes, definition)).GetColumn<float[]>("Score").ToList();
        for (int i = 0; i < probes.Count; i++)
        {
            for (int k = 0; k < groups; k++)
            {
                double actual = kernel.SquaredDistance(probes[i].Features, k);
                Assert.True(Math.Abs(actual - outputs[i][k]) <= 1e-3 * Math.Max(outputs[i].Max(), 2), $"row {i}, centre {k}: {actual}, ML.NET {outputs[i][k]}");
            }
        }
    }

    [Fact]
    public void Train_GroupsThatLieApart_FindsEach()
    {
        var model = new MlNetTrainer().Train(Make(900, 4, 3));
        var kernel = GroupKernel.FromBytes(model.Kernel.Span);
        var set = Make(900, 4, 3);
        for (int group = 0; group < 3; group++)
        {
            var found = Enumerable.Range(0, 300).Select(i => kernel.Nearest(set.Row(3 * i + group), out _)).Distinct();
            Assert.Single(found);
        }
    }

    [Fact]
    public void Train_Twice_GivesTheSameBytes()
    {
        var first = new MlNetTrainer(3).Train(Make(700, 6, 4));
        var second = new MlNetTrainer(3).Train(Make(700, 6, 4));
        Assert.True(first.Kernel.Span.SequenceEqual(second.Kernel.Span), "kernel");
        Assert.True(first.Probe.Span.SequenceEqual(second.Probe.Span), "probe");
        Assert.True(first.ModelZip.Span.SequenceEqual(second.ModelZip.Span), "model");
    }

    [Fact]
    public void Train_RowsThatAreAllTheSame_SaysWhy()
    {
        var set = new TrainingSet("kind", ["a", "b"], Enumerable.Repeat(5f, 200).ToArray()) { Groups = 4 };
        Assert.Equal("all rows are of one kind", new MlNetTrainer().Train(set).WhyUntrained);
    }

    [Fact]
    public void Hash_OfASetThatAsksForGroups_IsAnother()
    {
        var plain = new TrainingSet("kind", ["a", "b"], new float[] { 1, 2 });
        var groups = new TrainingSet("kind", ["a", "b"], new float[] { 1, 2 }) { Groups = 2 };
        Assert.NotEqual(plain.Hash, groups.Hash);
    }

    private static TrainingSet Make(int count, int columns, int groups)
    {
        ulong state = 11;
        var rows = new float[count * columns];
        for (int i = 0; i < rows.Length; i++) rows[i] = CraneRows.Next(ref state) + 20 * ((i / columns % groups + i % columns) % groups);
        return new("kind", [.. Enumerable.Range(0, columns).Select(j => $"f{j}")], rows) { Groups = groups };
    }

    private static float[] Moved(TrainingSet set, int i, ref ulong state)
    {
        float[] row = set.Row(i % set.Count).ToArray();
        row[i % row.Length] += 40 * CraneRows.Next(ref state);
        return row;
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
