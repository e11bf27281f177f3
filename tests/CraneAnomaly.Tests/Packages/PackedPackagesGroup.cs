namespace CraneAnomaly.Tests.Packages;

/// <summary>Packs once for all classes that look at packages, which run one after another: each starts the SDK.</summary>
[CollectionDefinition(nameof(PackedPackages))]
public sealed class PackedPackagesGroup : ICollectionFixture<PackedPackages>;
