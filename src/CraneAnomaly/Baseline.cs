using System.Security.Cryptography;
using CraneAnomaly.Detectors;

namespace CraneAnomaly;

/// <summary>
/// What was learned from a period believed clean: the detectors' state, the trained models, and a manifest that says
/// from what. One ZIP file, equal byte for byte for equal contents. Immutable; may be shared by pipelines.
/// </summary>
/// <remarks>
/// Nothing of a file is used before all of it is proven: layout, checksums, the SHA-256 of every entry, and that each
/// kernel gives what ML.NET gave at learning. ML.NET itself is never loaded. The hashes show damage, not intent: who
/// can write the file can write its hashes, so keep <see cref="Hash"/> where an attacker cannot.
/// </remarks>
public sealed class Baseline
{
    private const string ManifestName = "manifest.json";
    private const string StateName = "state.bin";
    private const string Again = "copy the file again, or run 'crane-anomaly learn' again";

    private readonly ReadOnlyMemory<byte> _manifestBytes;

    private Baseline(
        BaselineManifest manifest,
        ReadOnlyMemory<byte> manifestBytes,
        ReadOnlyMemory<byte> state,
        IReadOnlyList<TrainedModel> models)
    {
        (Manifest, _manifestBytes, State, Models) = (manifest, manifestBytes, state, models);
        Hash = Convert.ToHexStringLower(SHA256.HashData(manifestBytes.Span));
    }

    /// <summary>From what and how it was learned.</summary>
    public BaselineManifest Manifest { get; }

    /// <summary>The detectors' state, as the engine wrote it.</summary>
    public ReadOnlyMemory<byte> State { get; }

    /// <summary>The trained models, sorted by name.</summary>
    public IReadOnlyList<TrainedModel> Models { get; }

    /// <summary>
    /// Lower-case hex SHA-256 of the manifest, which holds the hashes of all else: the identity of the baseline.
    /// </summary>
    public string Hash { get; }

    /// <summary>The model of this name, or null.</summary>
    public TrainedModel? Model(string name) => Models.FirstOrDefault(m => m.Name == name);

    /// <summary>
    /// Makes a baseline. Models that were not trained are left out; why they were not becomes a readiness line.
    /// </summary>
    /// <param name="about">The manifest; format, product, models and entries are filled in here.</param>
    /// <param name="state">The detectors' state; not copied.</param>
    /// <param name="models">What the trainer returned, in any order.</param>
    /// <exception cref="ArgumentException">
    /// Two models share a name, a name cannot be a file name, or a cap is exceeded.
    /// </exception>
    /// <exception cref="InvalidDataException">A kernel does not pass its probe.</exception>
    public static Baseline Create(
        BaselineManifest about, ReadOnlyMemory<byte> state, IReadOnlyList<TrainedModel> models)
    {
        TrainedModel[] sorted = [.. models.Where(m => m.IsTrained).OrderBy(m => m.Name, StringComparer.Ordinal)];
        foreach (var model in sorted)
        {
            if (!TrainingSet.IsName(model.Name))
                throw new ArgumentException($"'{model.Name}' cannot name a model.", nameof(models));
            if (sorted.Count(m => m.Name == model.Name) > 1)
                throw new ArgumentException($"Two models are named '{model.Name}'.", nameof(models));
            KernelCheck.Verify(model);
        }

        var untrained = models.Where(m => !m.IsTrained).OrderBy(m => m.Name, StringComparer.Ordinal)
            .Select(m => $"model {m.Name}: not trained: {m.WhyUntrained}");
        var manifest = about with
        {
            Format = BaselineManifest.CurrentFormat,
            Product = $"CraneAnomaly {typeof(Baseline).Assembly.GetName().Version?.ToString(3)}",
            Readiness = [.. about.Readiness, .. untrained],
            Models = [.. sorted.Select(m => new BaselineModel(m.Name, m.Columns, m.TrainingRows, m.TrainingHash))],
            Entries = [.. Contents(state, sorted)
                .Select(e => new BaselineEntry(e.Name, e.Bytes.Length, Sha256(e.Bytes)))],
        };
        byte[] manifestBytes = BaselineManifestJson.Write(manifest);
        if (manifestBytes.Length > BaselineManifestJson.MaximumBytes)
            throw new ArgumentException("The manifest is longer than any is read.", nameof(about));
        var baseline = new Baseline(manifest, manifestBytes, state, sorted);
        BaselineArchive.CheckCaps(baseline.Entries());
        return baseline;
    }

    /// <summary>The same baseline with one more signature.</summary>
    /// <exception cref="ArgumentException">The manifest becomes longer than any is read.</exception>
    public Baseline Approve(BaselineApproval approval)
    {
        var manifest = Manifest with { Approvals = [.. Manifest.Approvals, approval] };
        byte[] bytes = BaselineManifestJson.Write(manifest);
        if (bytes.Length > BaselineManifestJson.MaximumBytes)
            throw new ArgumentException("The manifest is longer than any is read.", nameof(approval));
        return new(manifest, bytes, State, Models);
    }

    /// <summary>Writes the file to a stream, which need not seek.</summary>
    public void Save(Stream stream) => BaselineArchive.Write(stream, Entries());

    /// <summary>
    /// Writes the file beside <paramref name="path"/> first and then puts it there, so that there is always a whole
    /// one.
    /// </summary>
    public void Save(string path)
    {
        string unfinished = path + ".unfinished";
        using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            try
            {
                Save(stream);
                stream.Flush(flushToDisk: true);
            }
            catch
            {
                File.Delete(unfinished);
                throw;
            }
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Reads a baseline from a stream to its end.</summary>
    /// <exception cref="InvalidDataException">
    /// It cannot be used; the message says what, where and what to do.
    /// </exception>
    public static Baseline Load(Stream stream) => Load(stream, "baseline");

    /// <summary>Reads a baseline from a file.</summary>
    /// <exception cref="InvalidDataException">
    /// It cannot be used; the message says what, where and what to do.
    /// </exception>
    public static Baseline Load(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Load(stream, $"baseline '{path}'");
    }

    private static Baseline Load(Stream stream, string source)
    {
        try
        {
            return Parse(BaselineArchive.ReadAll(stream));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{source}: {e.Message}", e);
        }
    }

    private static Baseline Parse(ReadOnlyMemory<byte> file)
    {
        var entries = BaselineArchive.Read(file);
        if (entries.Count < 2 || entries[0].Name != ManifestName || entries[1].Name != StateName)
            throw new InvalidDataException($"it does not begin with {ManifestName} and {StateName}; {Again}");
        var manifestBytes = entries[0].Bytes;
        var manifest = BaselineManifestJson.Read(manifestBytes);

        if (manifest.Entries.Count != entries.Count - 1)
            throw new InvalidDataException(
                $"it holds {entries.Count - 1} entries where the manifest names {manifest.Entries.Count}; {Again}");
        for (int i = 1; i < entries.Count; i++)
        {
            var (promised, entry) = (manifest.Entries[i - 1], entries[i]);
            if (promised.Name != entry.Name || promised.Bytes != entry.Bytes.Length
                || promised.Sha256 != Sha256(entry.Bytes))
                throw new InvalidDataException(
                    $"entry '{entry.Name}' is not what the manifest says (SHA-256); {Again}");
        }

        var models = new TrainedModel[manifest.Models.Count];
        for (int i = 0; i < models.Length; i++)
        {
            var model = manifest.Models[i];
            models[i] = new(
                model.Name,
                model.Columns,
                Part(entries, model, "zip"),
                Part(entries, model, "kernel"),
                Part(entries, model, "probe"))
            {
                TrainingRows = model.TrainingRows,
                TrainingHash = model.TrainingHash,
            };
        }

        // Models without an entry and entries without a model both change this list.
        if (!entries.Skip(1).Select(e => e.Name).SequenceEqual(Contents(entries[1].Bytes, models).Select(e => e.Name)))
            throw new InvalidDataException($"its models and its entries do not belong together; {Again}");
        foreach (var model in models) KernelCheck.Verify(model);
        return new(manifest, manifestBytes, entries[1].Bytes, models);
    }

    private static ReadOnlyMemory<byte> Part(
        IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> entries, BaselineModel model, string kind)
    {
        string name = $"models/{model.Name}.{kind}";
        return entries.FirstOrDefault(e => e.Name == name).Bytes;
    }

    private List<(string Name, ReadOnlyMemory<byte> Bytes)> Entries() =>
        [(ManifestName, _manifestBytes), .. Contents(State, Models)];

    private static List<(string Name, ReadOnlyMemory<byte> Bytes)> Contents(
        ReadOnlyMemory<byte> state, IReadOnlyList<TrainedModel> models)
    {
        List<(string, ReadOnlyMemory<byte>)> contents = [(StateName, state)];
        foreach (var model in models)
        {
            contents.Add(($"models/{model.Name}.zip", model.ModelZip));
            if (!model.Kernel.IsEmpty) contents.Add(($"models/{model.Name}.kernel", model.Kernel));
            if (!model.Probe.IsEmpty) contents.Add(($"models/{model.Name}.probe", model.Probe));
        }

        return contents;
    }

    private static string Sha256(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
}
